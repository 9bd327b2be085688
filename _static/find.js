// Finds sections, messages and rules of the site: as one types, on each page, offline.
// The index is made with the pages (kbsphinx/show/find.py), and loaded when first needed.
"use strict";

const MOST_FOUND = 12;
const MOST_NAMES = 4; // of the reference
const NOT_WORTH = 0.3; // of the score of the best: what is below is not shown
const TITLE = 8; // what a word counts in a title, or in a message
const ABOUT = 2; // what a word of the title of its page counts in a section
// As in find.py, which says what they are.
const MOST = 4;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,-./;<=>?@[]^`{|}~:";
const MORE = 14;
const MOST_SLUG = 64;
const LETTERS = {
  p: "page", s: "section", d: "standard", m: "message", y: "symptom", r: "rule", c: "check",
};
const WRITTEN = /(\d)([a-z0-9_]*)([^a-z0-9_]+)/g;
// As in the formula BM25: how soon it tells no more that a word stands there again, and
// how much the length of an entry counts.
const ENOUGH = 1;
const LENGTH = 0.45;
// What is short has more of its few words than a section of the many that it has.
const WORTH = { page: 1.4, standard: 0.6, rule: 0.6, message: 0.5, symptom: 0.5 };
const LEAST_PART = 8; // characters of a message, of more than a word, that tell it
const EXACT = 3; // what the whole title is worth, if just that is asked for

// --- the words ----------------------------------------------------------------------

// As in kbsphinx/kept/finding.py, which says why.
const NOISE = /^(\d{5,}|(?=[a-z]*\d)[0-9a-f]{8,}|\w{40,})$/;

function stem(word) {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss")
    ? word.slice(0, -1)
    : word;
}

function wordsOf(text) {
  const found = text.toLowerCase().match(/[a-z0-9_]+/g) ?? [];
  return found.filter((word) => !NOISE.test(word)).map(stem);
}

// --- the index ----------------------------------------------------------------------

/** What a message has for sure: its texts before, between and after each '…'. */
function certain(wording) {
  return wording.split(/…|\.\.\./).map(flat).filter(Boolean);
}

function flat(text) {
  return text.toLowerCase().replace(/\s+/g, " ").trim();
}

/** Whether a text has all the parts in their order. */
function holds(text, parts) {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/** The names of the reference: kbsphinx/lookup/findnames.py writes them. */
class Names {
  constructor(groups) {
    this.all = groups.flatMap(([kind, page, title, text]) => {
      const about = title || (kind === "elem" ? `<${page}>` : page);
      const place = `reference/${page}.html`;
      const tokens = text ? text.split(" ") : [];
      const found = [...(kind === "elem" ? elements(tokens) : plain(kind, page, tokens))];
      return [{ kind: "subject", title: about }, ...found].map((name) => ({
        page: name.kind === "subject" ? "Reference" : about,
        place: name.anchor ? `${place}#${name.anchor}` : place,
        lead: "",
        wordings: [],
        words: wordsOf(name.title),
        ...name,
      }));
    });
  }

  /** Those that have all the words, best first: what is asked for, then the short. */
  find(asked) {
    const scored = asked.length ? this.all.map((name) => [fit(name, asked), name]) : [];
    return scored
      .filter(([score]) => score > 0)
      .sort(([a, first], [b, second]) => b - a || first.words.length - second.words.length)
      .slice(0, MOST_NAMES)
      .map(([, name]) => name);
  }
}

/** How well a name fits the words: 0 if it lacks one; the last of a name counts most. */
function fit({ words }, asked) {
  let sum = 0;
  for (const typed of asked) {
    const among = (word) =>
      word === typed || (typed.length > 2 && word.startsWith(typed));
    const best = words.filter(among).map((word) => typed.length / word.length);
    if (!best.length) return 0;
    sum += Math.max(...best);
  }
  return sum + (asked.includes(words.at(-1)) ? 1 : 0);
}

/** '0disk @type 1driver @cache': elements with their depths, and their attributes. */
function* elements(tokens) {
  const path = [];
  for (const token of tokens) {
    const isAttribute = token.startsWith("@");
    if (!isAttribute) path.splice(Number(token[0]), path.length, token.slice(1));
    const title = path.join("/") + (isAttribute ? token : "");
    const kind = isAttribute ? "attr" : "elem";
    yield { kind, title, anchor: title.replace(/[^\w.:-]+/g, "-") };
  }
}

/** Settings by their ids, and commands without the name of their page, or after '='. */
function* plain(kind, page, tokens) {
  for (const token of tokens) {
    const below = token.replaceAll("/", " ");
    const command = below.startsWith("=") ? below.slice(1) : `${page} ${below}`;
    const title = kind === "cmd" ? command : below;
    yield { kind, title, anchor: title.replaceAll(" ", "-") };
  }
}

/** Entries by the columns in which kbsphinx/show/find.py writes them. */
function* entriesOf({ pages, sizes, kinds, anchors, titles, leads, others }) {
  const page = sizes.flatMap((size, number) => Array(size).fill(pages[number]));
  const [title, lead] = [titles.split("\n"), leads.split("\n")];
  for (const [number, [file, about, worth]] of page.entries()) {
    const kind = LETTERS[kinds[number]];
    const written = anchors[number];
    const anchor = written === "=" ? usualAnchor(kind, title[number]) : written;
    yield {
      kind,
      worth: (worth ?? 1) * (WORTH[kind] ?? 1),
      page: about,
      place: `${file}.html${anchor && "#"}${anchor}`,
      title: title[number],
      lead: lead[number],
      wordings: kind === "message" ? [title[number], ...(others[number] ?? [])] : [],
    };
  }
}

function usualAnchor(kind, title) {
  if (kind === "rule") return title.split(":")[0];
  if (kind === "check") return `check-${title}`;
  const words = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  if (words.length <= MOST_SLUG) return `msg-${words}`;
  const cut = words.slice(0, MOST_SLUG + 1);
  return `msg-${cut.slice(0, Math.max(cut.lastIndexOf("-"), 0)) || cut.slice(0, -1)}`;
}

/** The numbers that a word has; find.py says how they are written. */
function* numbersOf(text) {
  const base = DIGITS.length;
  const small = base - MORE;
  let at = 0;
  const digit = () => DIGITS.indexOf(text[at++]);
  while (at < text.length) {
    const first = digit();
    let high = first - small;
    if (first === base - 1) high = MORE - 1 + digit() * base + digit();
    yield high < 0 ? first : small + high * base + digit();
  }
}

class Index {
  constructor(data, names) {
    this.names = new Names(names);
    this.entries = [...entriesOf(data)];
    this.held = new Map(); // word -> entry -> how much it counts there
    this.lengths = this.entries.map(() => 0);
    this.last = ""; // the word before, with which the next one begins
    for (const [, same, rest, numbers] of data.words.matchAll(WRITTEN)) {
      this.#read(this.last.slice(0, Number(same)) + rest, numbers);
    }
    this.entries.forEach((entry, number) => {
      for (const text of [entry.title, ...entry.wordings]) {
        for (const word of wordsOf(text)) this.#note(word, number, TITLE);
      }
      // A page is known by the name of its file, too.
      const file = entry.kind === "page" ? entry.place.replace(/^.*\/|\.html$/g, "") : "";
      for (const word of wordsOf(file)) this.#note(word, number, TITLE);
      // What the whole page is about need not be said again in each section.
      for (const word of wordsOf(entry.page)) this.#note(word, number, ABOUT);
    });
    const sum = this.lengths.reduce((all, length) => all + length, 0);
    this.usual = sum / this.lengths.length;
    this.messages = this.entries.flatMap((entry, number) =>
      entry.wordings.map((text) => ({
        number,
        text,
        parts: certain(text),
        words: [...new Set(wordsOf(text))],
      })),
    );
  }

  #read(word, numbers) {
    this.last = word;
    let number = -1;
    for (const both of numbersOf(numbers)) {
      number += Math.floor(both / MOST);
      this.#note(word, number, both % MOST);
    }
  }

  #note(word, number, much) {
    if (!this.held.has(word)) this.held.set(word, new Map());
    const places = this.held.get(word);
    places.set(number, much + (places.get(number) ?? 0));
    this.lengths[number] += much;
  }

  /** How much a word tells: the rarer, the more. */
  rarity(word) {
    const count = this.held.get(word)?.size ?? 0;
    return Math.log(1 + (this.entries.length - count + 0.5) / (count + 0.5));
  }

  /** Known words that a typed one may mean, and how well they fit. */
  *meant(typed) {
    if (this.held.has(typed)) yield [typed, 1];
    if (typed.length < 3) return;
    for (const word of this.held.keys()) {
      if (word === typed) continue;
      if (word.startsWith(typed)) yield [word, 0.6 * (typed.length / word.length)];
      else if (word.length > 4 && typed.startsWith(word)) {
        yield [word, 0.6 * (word.length / typed.length)];
      }
      if (typed.length > 3 && word.includes(`_${typed}`)) yield [word, 0.4];
    }
  }

  /** The best entries for what was typed or pasted, best first. */
  find(query) {
    const asked = [...new Set(wordsOf(query))];
    const scores = new Map();
    let known = 0;
    for (const typed of asked) {
      const best = this.#scored(typed);
      if (!best.size) continue; // a name of the reader's own, such as a path
      known += this.rarity(typed);
      for (const [number, score] of best) {
        const sum = scores.get(number) ?? { score: 0, told: 0 };
        sum.score += score;
        sum.told += this.rarity(typed);
        scores.set(number, sum);
      }
    }
    // What holds all words comes before what holds one of them often.
    const whole = query.trim().toLowerCase();
    for (const [number, sum] of scores) {
      const { worth, title } = this.entries[number];
      sum.score *= (sum.told / known) ** 2 * worth;
      if (title.toLowerCase() === whole) sum.score *= EXACT;
    }
    this.#recognise(query, asked, scores);
    const names = this.names.find(asked);
    const all = [...scores].sort(([, a], [, b]) => b.score - a.score);
    const least = (all[0]?.[1].score ?? 0) * NOT_WORTH;
    const found = all
      .filter(([, sum]) => sum.score >= least)
      .slice(0, MOST_FOUND - names.length)
      .map(([number]) => this.entries[number]);
    // What explains a name comes before the name itself.
    return [...found, ...names];
  }

  /** Entry -> the score of one typed word in it. */
  #scored(typed) {
    const best = new Map();
    for (const [word, fit] of this.meant(typed)) {
      const rarity = this.rarity(word);
      for (const [number, much] of this.held.get(word)) {
        const long = 1 - LENGTH + (LENGTH * this.lengths[number]) / this.usual;
        const score = (fit * rarity * much) / (much + ENOUGH * long);
        best.set(number, Math.max(score, best.get(number) ?? 0));
      }
    }
    return best;
  }

  /** Adds to the score of each message of which the query holds the most, or a part. */
  #recognise(query, asked, scores) {
    const pasted = flat(query);
    // To the letter: in other letters it may be words of a reader's own.
    const isPart = asked.length > 1 && pasted.length >= LEAST_PART;
    for (const { number, text, parts, words } of this.messages) {
      const all = words.reduce((sum, word) => sum + this.rarity(word), 0);
      const there = words
        .filter((word) => asked.includes(word))
        .reduce((sum, word) => sum + this.rarity(word), 0);
      const sum = scores.get(number) ?? { score: 0 };
      if (isPart && text.includes(query.trim())) {
        sum.score += there;
        scores.set(number, sum);
      }
      if (there < all / 2) continue;
      const whole = holds(pasted, parts) ? 2 : 1;
      sum.score += whole * all * (there / all) ** 2;
      scores.set(number, sum);
    }
  }
}

// --- the field ----------------------------------------------------------------------

const ROOT = document.documentElement.dataset.content_root ?? "";
const KINDS = {
  page: "Page",
  section: "Section",
  standard: "Section",
  message: "Message",
  symptom: "Symptom",
  rule: "Rule",
  check: "Check",
  subject: "Reference",
  conf: "Setting",
  cmd: "Command",
  elem: "Element",
  attr: "Attribute",
};

let loading = null;

/** The index, once its script has been read; a script, as file:// gives no data. */
function loaded() {
  loading ??= Promise.all([
    scriptOf("find-index", "kbFindIndex"),
    scriptOf("find-names", "kbFindNames"),
  ]).then(([data, names]) => new Index(data, names));
  return loading;
}

/** What a script of the build gives to a function. */
function scriptOf(file, called) {
  return new Promise((done, failed) => {
    globalThis[called] = done;
    const script = document.createElement("script");
    script.src = `${ROOT}_static/${file}.js`;
    script.addEventListener("error", failed);
    document.head.append(script);
  });
}

/** A new element with its class, words and parts. */
function made(name, className, ...parts) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...parts);
  return element;
}

function shown(entry) {
  const [title, ...others] = entry.wordings.length ? entry.wordings : [entry.title];
  const link = made("a", "", entry.wordings.length ? made("code", "", title) : title);
  link.href = ROOT + entry.place;
  const where = made("span", "kb-where", `${KINDS[entry.kind]} · ${entry.page}`);
  const lead = [others.join(" · "), entry.lead].filter(Boolean).join(" · ");
  return made("li", "", link, where, made("p", "", lead));
}

/** A field, and below it what fits the words in it. */
class Finder {
  constructor(field, list, status) {
    Object.assign(this, { field, list, status });
    field.addEventListener("focus", () => loaded().catch(() => {}), { once: true });
    field.addEventListener("input", () => this.look());
    field.form.addEventListener("keydown", (event) => this.#move(event));
    list.addEventListener("keydown", (event) => this.#move(event));
    // The first is what Enter means; without it the form leads to the search page.
    field.form.addEventListener("submit", (event) => {
      const first = list.querySelector("a");
      if (!first || !field.value.trim()) return;
      event.preventDefault();
      first.click();
    });
  }

  async look() {
    const query = this.field.value;
    let index;
    try {
      index = await loaded();
    } catch {
      this.status.textContent = "What can be found cannot be loaded. Use the contents.";
      return;
    }
    if (query !== this.field.value) return; // typed on meanwhile
    const found = index.find(query);
    this.list.replaceChildren(...found.map(shown));
    this.list.hidden = !found.length;
    this.status.textContent = this.#told(query, found.length);
    this.status.dataset.query = query; // what the answer belongs to
    this.field.dispatchEvent(new CustomEvent("found", { bubbles: true }));
  }

  #told(query, count) {
    if (!query.trim()) return "";
    if (count) return `${count} found`;
    return "Nothing matches. Try fewer words, or the name of a setting or an element.";
  }

  /** Arrows lead from the field through the links and back. */
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [this.field, ...this.list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

/** The field that opens over any page. */
class Overlay {
  constructor() {
    this.field = made("input");
    Object.assign(this.field, { type: "search", name: "q", autocomplete: "off" });
    this.field.placeholder = "Error message, setting, element or task";
    this.field.setAttribute("aria-label", this.field.placeholder);
    const form = made("form", "kb-field", this.field);
    form.action = `${ROOT}search.html`;
    form.setAttribute("role", "search");
    const list = made("ol", "kb-found");
    const status = made("p", "kb-status");
    status.setAttribute("role", "status");
    this.dialog = made("dialog", "kb-overlay", form, status, list);
    this.dialog.setAttribute("aria-label", "Find");
    this.dialog.addEventListener("click", (event) => this.#clicked(event));
    document.body.append(this.dialog);
    this.finder = new Finder(this.field, list, status);
  }

  open(text = "") {
    if (!this.dialog.open) this.dialog.showModal();
    this.field.value = text;
    this.field.focus();
    this.finder.look();
  }

  /** A click beside it closes it, and one on a link to the page that is open. */
  #clicked(event) {
    if (event.target === this.dialog || event.target.closest("a")) this.dialog.close();
  }
}

/** Whether a key asks for the field; if so nobody else sees it. */
function opens(event) {
  const field = event.target.closest?.("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !field && !event.ctrlKey && !event.metaKey;
  const k = event.key === "k" && (event.ctrlKey || event.metaKey);
  if (!slash && !k) return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

function start() {
  const overlay = new Overlay();
  const door = document.querySelector(".kb-door input");
  if (door) atTheDoor(door);
  const open = () => (door ? door.focus() : overlay.open());
  // Caught on its way down: Sphinx has a use of its own for the slash.
  window.addEventListener("keydown", (event) => opens(event) && open(), true);
  for (const field of document.querySelectorAll(".sidebar-search")) {
    field.addEventListener("input", () => {
      overlay.open(field.value);
      field.value = "";
    });
  }
  // On a small screen the field of the sidebar is out of sight.
  const button = made("button", "kb-open-find", "Find");
  button.type = "button";
  button.addEventListener("click", open);
  document.querySelector(".mobile-header .header-right")?.prepend(button);
}

/** On the first page the rest makes room for what is found. */
function atTheDoor(field) {
  const box = field.closest(".kb-door");
  new Finder(field, box.querySelector(".kb-found"), box.querySelector(".kb-status"));
  box.addEventListener("found", () => {
    document.body.classList.toggle("kb-finding", field.value.trim() !== "");
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    field.dispatchEvent(new Event("input"));
  }
}

document.addEventListener("DOMContentLoaded", start);
