// A file of the reader's: its tab, its name, its kind, its text.
"use strict";

const PLACEHOLDER =
  "Paste the XML that you wrote, before you define it, " +
  "or a file such as /etc/libvirt/qemu.conf";
const UTF16 = { "255,254": "utf-16le", "254,255": "utf-16be" };

/** What stands in a file, to be shown; it is checked by its bytes. */
function decoded(bytes) {
  const label = UTF16[bytes.subarray(0, 2).join()] ?? "utf-8";
  return new TextDecoder(label).decode(bytes);
}

class OwnFile {
  static #made = 0;

  /** `listener` is told what happens to the file: opened, changed, asked, removed. */
  constructor(template, listener) {
    this.listener = listener;
    this.number = ++OwnFile.#made;
    this.bytes = null; // as they were read, until somebody edits the text
    this.answer = null;
    this.panel = template.content.firstElementChild.cloneNode(true);
    this.#build();
    this.#listen();
  }

  #build() {
    const { listener } = this;
    const part = (name) => this.panel.querySelector(name);
    const area = part("textarea");
    this.editor = new Editor(area, part(".kb-own-lines"));
    this.nameField = part(".kb-own-name");
    this.kindField = part(".kb-own-kind");
    this.tab = document.createElement("button");
    this.tab.type = "button";
    this.tab.setAttribute("role", "tab");
    this.tab.id = `kb-own-tab-${this.number}`;
    this.panel.id = `kb-own-panel-${this.number}`;
    this.tab.setAttribute("aria-controls", this.panel.id);
    this.panel.setAttribute("aria-labelledby", this.tab.id);
    area.placeholder = PLACEHOLDER;
    this.tab.addEventListener("click", () => listener.opened(this));
    part(".kb-own-now").addEventListener("click", () => listener.asked());
    part(".kb-own-remove").addEventListener("click", () => listener.removed(this));
  }

  #listen() {
    const { listener } = this;
    const { area } = this.editor;
    area.addEventListener("input", () => {
      this.bytes = null;
      listener.changed(this);
    });
    this.nameField.addEventListener("input", () => {
      this.label();
      listener.changed(this);
    });
    this.kindField.addEventListener("input", () => listener.changed(this));
    area.addEventListener("marked", ({ detail }) => listener.marked(this, detail));
    area.addEventListener("keydown", (event) => {
      const ask = event.key === "Enter" && (event.ctrlKey || event.metaKey);
      if (!ask && event.key !== "F8") return;
      event.preventDefault();
      if (ask) listener.asked();
      else this.#next();
    });
  }

  get name() {
    return this.nameField.value.trim();
  }

  /** What the reader calls it, or what it is called here. */
  get title() {
    return this.name || `Text ${this.number}`;
  }

  get kind() {
    return this.kindField.value;
  }

  /** What the checker is given; among the others each has a name of its own. */
  given(others) {
    const same = others.filter((one) => one !== this && one.title === this.title);
    const name = same.length ? `${this.number}/${this.title}` : this.title;
    const { bytes, kind } = this;
    return bytes ? { name, bytes, kind } : { name, text: this.editor.text, kind };
  }

  /** What may be kept of it. */
  kept() {
    return { name: this.name, kind: this.kind, text: this.editor.text };
  }

  get isBlank() {
    return !this.bytes && !this.editor.text.trim(); // an empty file is one
  }

  get size() {
    return this.bytes?.length ?? this.editor.text.length;
  }

  /** Takes a name, a text or bytes, and a kind. */
  take({ name = "", text = "", bytes = null, kind = "" }) {
    this.nameField.value = name;
    this.kindField.value = kind;
    this.editor.text = bytes ? decoded(bytes) : text;
    this.bytes = bytes;
    this.label();
  }

  /** Names the tab, with what was found in the file. */
  label() {
    const count = this.answer?.problems.length;
    this.tab.textContent = count ? `${this.title} (${count})` : this.title;
    this.tab.title = this.tab.textContent; // a long one is cut
    this.editor.area.setAttribute("aria-label", `Text of ${this.title}`);
  }

  /** Shows or hides it; one tab alone is a stop of the keyboard. */
  show(open) {
    this.panel.hidden = !open;
    this.tab.setAttribute("aria-selected", open);
    this.tab.tabIndex = open ? 0 : -1;
    if (open) this.editor.draw();
  }

  /** Takes what was found, and marks it. */
  found(answer) {
    this.answer = answer;
    this.editor.mark(answer?.problems ?? []);
    this.label();
  }

  /** Takes a kind that the reader was offered; the button for that is gone then. */
  choose(kind) {
    this.kindField.value = kind;
    this.listener.opened(this);
    this.kindField.focus();
    this.listener.asked();
  }

  /** Shows the next problem behind the cursor, or the first one. */
  #next() {
    const places = (this.answer?.problems ?? []).map((found) => this.range(found));
    const behind = places.find(([from]) => from > this.editor.area.selectionStart);
    const next = behind ?? places[0];
    if (next) this.editor.select(...next);
  }

  /** Shows where a problem is. */
  reveal(found) {
    this.listener.opened(this);
    this.editor.select(...this.range(found));
  }

  /** Where a problem is in the text as it is shown. */
  range({ line, column, start, end }) {
    const { text } = this.editor;
    // What was read has places of its own: the field drops each CR.
    const place = this.bytes ? placeOf(text, line, column) : start;
    const from = Math.min(place, text.length);
    const close = text.indexOf("\n", from);
    const last = close < 0 ? text.length : close;
    return [from, end > start ? Math.min(from + end - start, last) : last];
  }
}
