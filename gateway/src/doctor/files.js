/*
 * The box's files as this browser gets them, one after the other: each is named, with its hash, by
 * the one before it. None of them is run; the module is compiled, to see that it can be.
 */

/** A module with one function, which gives 42. */
const TINY = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 6, 1, 4, 0, 65, 42, 11,
];

const finding = (check, state, sentence, ...pastes) => ({ check, state, sentence, pastes });
const kind = ({ pathname }) => (pathname.endsWith(".wasm") ? "wasm" : "files");
const OPTIONS = { cache: "no-store", credentials: "omit" };

/** Whether this browser runs WebAssembly at all. */
export async function tryWasm() {
  try {
    const { instance } = await WebAssembly.instantiate(new Uint8Array(TINY));
    if (instance.exports.a() === 42) return [finding("wasm", "fine", "This browser runs WebAssembly.")];
  } catch {
    // Said below.
  }
  const sentence = "This browser runs no WebAssembly: it is too old, or somebody has turned it off. Readers with it get the ask page in a frame.";
  return [finding("wasm", "wrong", sentence)];
}

/** The next files in packed JavaScript, with their hashes. */
function named(script, base) {
  const texts = script.split('"').filter((_, index) => index % 2);
  return texts.flatMap((text, index) =>
    /^\.\/(guest-|ask_docs)\S+\.(js|wasm)$/.test(text) && texts[index + 1]?.startsWith("sha")
      ? [[new URL(text, base), texts[index + 1]]]
      : [],
  );
}

/** The file at `url`, if it is the one with this hash; else a finding. */
async function file(url, integrity) {
  const wrong = (sentence, ...pastes) => ({ finding: finding(kind(url), "wrong", sentence, ...pastes) });
  try {
    const response = await fetch(url, { ...OPTIONS, integrity });
    if (response.ok) return { bytes: await response.arrayBuffer() };
    if (response.status !== 404) return wrong(`${url} is refused with status ${response.status}.`);
    return wrong(
      `${url} is not there (404): serve the whole folder that \`cargo xtask dist\` writes.`,
      { place: "On the gateway’s command line", text: "--www /opt/ask-docs/dist" },
    );
  } catch {
    const response = await fetch(url, OPTIONS).catch(() => null);
    // What has another status has other bytes too.
    if (response && !response.ok) return file(url, "");
    return wrong(
      response
        ? `${url} is not the file that the build has made, and is never run: something on its way changes it, or files of two versions are mixed. Copy all files of one release, and have proxies leave them as they are.`
        : `${url} did not come.`,
    );
  }
}

/** Whether every file is there and is the right one, and the module one that this browser takes. */
export async function fetchFiles(script) {
  const first = new URL(script ?? "ask-docs.js", location.href);
  if (first.origin !== location.origin) {
    const sentence = `The tag loads the box from ${first.origin}; the command line looks at files there.`;
    return [finding("files", "skipped", sentence)];
  }
  const found = [];
  const known = new Set();
  let next = [[first, ""]];
  while (next.length) {
    const [[url, integrity], ...rest] = next;
    next = rest;
    if (known.has(url.href)) continue;
    known.add(url.href);
    const { bytes, finding: problem } = await file(url, integrity);
    if (problem) found.push(problem);
    else if (kind(url) === "wasm") found.push(...(await compiles(bytes, url)));
    else next.push(...named(new TextDecoder().decode(bytes), first));
  }
  if (!found.some(({ check }) => check === "files")) {
    found.push(finding("files", "fine", "Every file is there, and is the one that the build has made."));
  }
  return found;
}

async function compiles(bytes, url) {
  try {
    await WebAssembly.compile(bytes);
    return [finding("wasm", "fine", "This browser takes the box’s module.")];
  } catch {
    return [finding("wasm", "wrong", `This browser does not take the box’s module at ${url}.`)];
  }
}
