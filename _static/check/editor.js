// A text that can be edited, its lines numbered, and those with findings marked.
"use strict";

const SIGNS = { error: "\u2717", warning: "!", note: "i" };
/** Severities, the worst first; each has its sign. */
const SEVERITIES = Object.keys(SIGNS);

/** Where a line begins in a text, counted from 1; the end if there are fewer. */
function startOfLine(text, line) {
  let at = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

/** Where a column of a line is; it counts characters, of which some take two places. */
function placeOf(text, line, column) {
  let at = startOfLine(text, line);
  for (let left = column - 1; left > 0 && at < text.length; left--) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
  }
  return at;
}

/** How many lines a text has. */
function countLines(text) {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

class Editor {
  constructor(area, lines) {
    Object.assign(this, { area, lines, marks: new Map(), total: 1 });
    area.addEventListener("scroll", () => this.draw());
    area.addEventListener("input", () => this.#changed());
    // A mark leads to its finding; the keyboard has the findings themselves.
    lines.addEventListener("click", ({ target }) => {
      const line = Number(target.closest("[data-line]")?.dataset.line);
      if (line) area.dispatchEvent(new CustomEvent("marked", { detail: line }));
    });
    new ResizeObserver(() => this.draw()).observe(area);
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    this.area.value = text;
    this.#changed();
  }

  #changed() {
    this.total = countLines(this.text);
    this.draw();
  }

  /** Marks the lines of problems, each by the worst of them. */
  mark(problems) {
    this.marks.clear();
    for (const { line, severity } of problems) {
      const worst = this.marks.get(line) ?? severity;
      const [first] = SEVERITIES.filter((s) => s === worst || s === severity);
      this.marks.set(line, first);
    }
    this.draw();
  }

  get #height() {
    return parseFloat(getComputedStyle(this.area).lineHeight);
  }

  /** Numbers the lines in sight: a large text has more than a page may hold. */
  draw() {
    const { scrollTop, clientHeight } = this.area;
    if (!clientHeight) return; // in a tab that is closed
    const height = this.#height;
    const first = Math.floor(scrollTop / height);
    const seen = Math.min(Math.ceil(clientHeight / height) + 1, this.total - first);
    const numbers = Array.from({ length: Math.max(seen, 0) }, (_, n) => first + n + 1);
    this.lines.replaceChildren(...numbers.map((number) => this.#line(number)));
    this.lines.style.transform = `translateY(${first * height - scrollTop}px)`;
  }

  #line(number) {
    const severity = this.marks.get(number);
    const line = document.createElement("span");
    if (severity) {
      line.className = `kb-own-${severity}`;
      line.dataset.line = number;
    }
    line.textContent = severity ? `${SIGNS[severity]} ${number}` : number;
    return line;
  }

  /** Selects a part of the text, and brings it into sight. */
  select(start, end) {
    const { area } = this;
    const before = area.value.slice(0, start);
    const column = start - before.lastIndexOf("\n") - 1;
    area.focus();
    area.setSelectionRange(start, end);
    area.scrollTop = (countLines(before) - 4) * this.#height;
    area.scrollLeft = Math.max(0, column * this.#width() - area.clientWidth / 2);
    area.scrollIntoView({ block: "nearest" });
  }

  /** How wide a character is. */
  #width() {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.font = getComputedStyle(this.area).font;
    return canvas.measureText("0").width;
  }
}
