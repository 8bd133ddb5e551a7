/*
 * Answers of any length, the same ones each time: what a model writes about a documentation.
 * Owns the seeded generator and the cutting into chunks; knows no view.
 */

const WORDS = `gateway token page widget stream answer source reader setting space site question
  reply header cache folder search index link theme colour event element button field origin
  request network browser build release version option default value command file token limit
  the a this each every one of to for with from before after when while and or but that it is
  are can may must will reads writes sends shows keeps opens closes starts stops waits checks
  follows holds asks needs allows quickly safely once again only also never always first last
  café naïve – résumé`.split(/\s+/);
const LANGUAGES = ["sh", "js", "json", "rust", "html"];
const HINTS = ["info", "success", "warning", "danger"];

/** Numbers from 0 to below 1 that depend on the seed alone. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    // A Weyl sequence, mixed by two rounds of multiply and shift.
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

class Writer {
  constructor(seed) {
    this.random = random(seed);
  }

  number(from, to) {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  pick(list) {
    return list[this.number(0, list.length - 1)];
  }

  words(count) {
    return Array.from({ length: count }, () => this.pick(WORDS)).join(" ");
  }

  address() {
    return `https://docs.example.com/${this.words(2).replace(/[^a-z]+/g, "-")}/${this.number(1, 99)}`;
  }

  /** A stretch of a sentence, one in three of them marked up. */
  phrase() {
    const words = this.words(this.number(2, 6));
    switch (this.number(1, 12)) {
      case 1: return `**${words}**`;
      case 2: return `*${words}*`;
      case 3: return `\`${words.replaceAll(" ", "_")}\``;
      case 4: return `[${words}](${this.address()})`;
      default: return words;
    }
  }

  sentence() {
    const phrases = Array.from({ length: this.number(2, 4) }, () => this.phrase());
    return `${this.pick(["The", "Each", "This", "A"])} ${phrases.join(" ")}.`;
  }

  sentences(from, to) {
    return Array.from({ length: this.number(from, to) }, () => this.sentence()).join(" ");
  }

  heading() {
    return `${"#".repeat(this.number(2, 4))} ${this.words(this.number(2, 5))}`;
  }

  list() {
    const lines = [];
    for (let item = this.number(3, 6); item > 0; item -= 1) {
      lines.push(`- ${this.sentence()}`);
      if (this.number(1, 4) > 1) continue;
      for (let inner = this.number(2, 3); inner > 0; inner -= 1) {
        lines.push(`  - ${this.phrase()} ${this.phrase()}`);
      }
    }
    return lines.join("\n");
  }

  steps() {
    const lines = Array.from({ length: this.number(3, 5) }, (_, at) => `${at + 1}. ${this.sentence()}`);
    return lines.join("\n");
  }

  tableHead(columns) {
    const cells = Array.from({ length: columns }, () => this.words(1));
    return `| ${cells.join(" | ")} |\n|${" --- |".repeat(columns)}`;
  }

  tableRow(columns) {
    const cells = Array.from({ length: columns }, () => this.phrase());
    return `| ${cells.join(" | ")} |`;
  }

  table() {
    const columns = this.number(2, 4);
    const rows = Array.from({ length: this.number(3, 7) }, () => this.tableRow(columns));
    return [this.tableHead(columns), ...rows].join("\n");
  }

  codeLine() {
    const [name, value] = [this.words(1), this.words(this.number(1, 4))];
    return this.pick([`${name} = "${value}"`, `if (${name}) {`, `  ${name}(${value.replaceAll(" ", ", ")});`, "}"]);
  }

  code() {
    const lines = Array.from({ length: this.number(3, 14) }, () => this.codeLine());
    return `\`\`\`${this.pick(LANGUAGES)}\n${lines.join("\n")}\n\`\`\``;
  }

  hint() {
    return `{% hint style="${this.pick(HINTS)}" %}\n${this.sentences(1, 2)}\n{% endhint %}`;
  }

  quote() {
    return `> ${this.sentence()}`;
  }

  block() {
    const at = this.number(1, 16);
    if (at <= 7) return this.sentences(2, 4);
    if (at <= 9) return this.heading();
    if (at <= 11) return this.list();
    if (at === 12) return this.steps();
    if (at === 13) return this.table();
    if (at === 14) return this.code();
    if (at === 15) return this.hint();
    return this.quote();
  }
}

/** An answer of exactly `characters` UTF-16 units. */
export function answer(characters, seed = 1) {
  const writer = new Writer(seed);
  let text = writer.sentences(2, 3);
  while (text.length < characters) text += `\n\n${writer.block()}`;
  return text.slice(0, characters);
}

/** Words and nothing else, in paragraphs: every view shows them as they are. */
export function plainAnswer(characters) {
  const writer = new Writer(2);
  let text = "Once";
  while (text.length < characters) text += `\n\nThen ${writer.words(60)}.`;
  return text.slice(0, characters);
}

/** One block that stays open for long, by name. */
export function longBlock(name) {
  const writer = new Writer(3);
  const lines = (count, line) => Array.from({ length: count }, line).join("\n");
  switch (name) {
    case "list":
      return lines(500, () => `- ${writer.sentence()}`);
    case "table":
      return `${writer.tableHead(4)}\n${lines(300, () => writer.tableRow(4))}`;
    case "code":
      return `\`\`\`js\n${lines(2000, () => writer.codeLine())}\n`;
    case "paragraph": {
      let text = writer.sentence();
      while (text.length < 32 * 1024) text += ` ${writer.sentence()}`;
      return text;
    }
    default:
      throw new Error(`there is no long block "${name}"`);
  }
}

/** Where each chunk of 16 to 24 units ends. */
export function cuts(text, seed = 4) {
  const next = random(seed);
  const ends = [];
  let at = 0;
  while (at < text.length) {
    at = Math.min(text.length, at + 16 + Math.floor(next() * 9));
    ends.push(at);
  }
  return ends;
}
