/* What the way between this browser and the gateway does to answers, and to their headers. */

/** As many events as the gateway sends, and how far apart, in milliseconds. */
const EVENTS = 10;
const APART = 100;

const PROXY = "In nginx, in the gateway’s `location` (deploy/nginx.conf is whole)";
const NGINX = `proxy_pass http://127.0.0.1:8080;
proxy_http_version 1.1;
proxy_set_header Connection "";
proxy_set_header Host $http_host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_buffering off;
gzip off;`;

/** How the events of the gateway's probe arrive. */
async function arrival(query) {
  const response = await fetch(`v1/doctor/stream${query}`, { method: "POST", cache: "no-store" });
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) throw Error(`${response.status}`);
  const reader = response.body.getReader();
  const times = [];
  for (;;) {
    const { done } = await reader.read();
    if (done) break;
    times.push(performance.now());
  }
  const span = times.at(-1) - times[0];
  return {
    areApart: times.length >= EVENTS / 2 && span > (APART * EVENTS) / 2,
    encoding: response.headers.get("content-encoding"),
  };
}

/** The same; a busy machine gets further tries. */
async function arrivals(query, tries = 3) {
  const first = await arrival(query);
  return first.areApart || tries < 2 ? first : arrivals(query, tries - 1);
}

/** Whether events come one by one, as they are and compressed. */
export async function tryStreams() {
  const found = (check, state, sentence, ...pastes) => ({ check, state, sentence, pastes });
  let plain, small;
  try {
    [plain, small] = await Promise.all([arrivals("?plain"), arrivals("")]);
  } catch {
    const sentence = "The gateway’s stream did not come: a proxy does not pass /v1/ on, or changes the header `Host`, or the doctor was asked too often.";
    return ["stream", "compression"].map((check) => found(check, "skipped", sentence));
  }
  if (!plain.areApart) {
    const sentence = plain.encoding
      ? "Events come all at once: a proxy compresses them by itself and holds them back meanwhile. Have it leave `text/event-stream` alone."
      : "Events come all at once: a proxy holds answers back until they are whole. Turn its buffering off for the gateway.";
    return [
      found("stream", "wrong", sentence, { place: PROXY, text: NGINX }),
      found("compression", "skipped", "First the buffering has to go."),
    ];
  }
  const stream = found("stream", "fine", "Events come one by one, as they are written.");
  if (small.areApart) {
    const sentence = small.encoding ? "Compressed events come one by one too." : "Answers are not compressed here.";
    return [stream, found("compression", "fine", sentence)];
  }
  const held = "Compressed events come all at once: a proxy holds back what is compressed. Have the gateway send answers as they are.";
  return [stream, found("compression", "wrong", held, { place: "In the gateway’s file", text: "[compress]\nstreams = 0" })];
}

/** Whether a page of another origin may read what the gateway answers. */
export async function askFromElsewhere(ids) {
  const found = (state, sentence) => [{
    check: "cors", state, sentence, pastes: state === "wrong" ? [{ place: PROXY, text: NGINX }] : [],
  }];
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "A page of another origin";
  frame.src = "doctor/frame";
  const answer = await new Promise((resolve) => {
    const heard = ({ source, data }) => {
      if (source !== frame.contentWindow) return;
      if (data === "ready") return source.postMessage(ids, "*");
      removeEventListener("message", heard);
      resolve(data);
    };
    addEventListener("message", heard);
    setTimeout(resolve, 15000);
    document.body.append(frame);
  });
  frame.remove();
  if (!answer) return found("skipped", "The frame that asks as another page did not come.");
  if (answer.simple === null) {
    return found("wrong", "A proxy takes the header `Access-Control-Allow-Origin` out of the gateway’s answers, or adds another one to it: browsers then let no page read them. Let the gateway’s headers pass, and take the proxy’s own lines about CORS out (in nginx `proxy_hide_header` and `add_header`).");
  }
  if (answer.asked === null) {
    return found("wrong", "Browsers ask with OPTIONS before a page may ask a question, and that request does not come through to the gateway, or its answer not back: let the proxy pass OPTIONS on.");
  }
  return found("fine", "Pages of other origins may read what the gateway answers.");
}
