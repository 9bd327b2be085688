// A file of the reader's: its tab, its name, its kind, its text.
"use strict";

const PLACEHOLDER =
  "Paste the XML that you wrote, before you define it, " +
  "or a file such as /etc/libvirt/qemu.conf";
const LOSSY =
  "This file cannot be shown without loss, so it cannot be edited here. " +
  "It is checked by its bytes, as it was opened.";
const EDITED =
  "From this change on, the Unicode text above is checked, " +
  "no longer the bytes of the file that you opened.";

class OwnFile {
  static #made = 0;

  /** `listener` is told what happens to it: opened, changed, removed, to be checked. */
  constructor(template, listener) {
    this.listener = listener;
    this.number = ++OwnFile.#made;
    this.before = null; // the text that they were shown as
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
    this.note = part(".kb-own-note");
    this.tab = document.createElement("button");
    this.tab.type = "button";
    this.tab.setAttribute("role", "tab");
    this.tab.id = `kb-own-tab-${this.number}`;
    this.panel.id = `kb-own-panel-${this.number}`;
    this.tab.setAttribute("aria-controls", this.panel.id);
    this.panel.setAttribute("aria-labelledby", this.tab.id);
    this.note.id = `kb-own-note-${this.number}`;
    area.setAttribute("aria-describedby", this.note.id);
    area.placeholder = PLACEHOLDER;
    this.tab.addEventListener("click", () => listener.opened(this));
    part(".kb-own-now").addEventListener("click", () => listener.check());
    part(".kb-own-remove").addEventListener("click", () => listener.removed(this));
  }

  #listen() {
    const { listener } = this;
    const { area } = this.editor;
    area.addEventListener("input", () => {
      if (this.bytes && !isEncoded(this.before, this.bytes)) {
        this.note.textContent = EDITED;
      }
      this.bytes = this.before = null;
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
      if (ask) listener.check();
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
    const taken = others.filter((one) => one !== this).map((one) => one.title);
    let name = this.title;
    while (taken.includes(name)) name = `${this.number}/${name}`;
    const { bytes, kind } = this;
    return bytes ? { name, bytes, kind } : { name, text: this.editor.text, kind };
  }

  /** What may be kept of it. */
  kept() {
    const { name, kind, bytes } = this;
    if (bytes) return { name, kind, bytes: toBase64(bytes) };
    return { name, kind, text: this.editor.text };
  }

  get isBlank() {
    return !this.bytes && !this.editor.text.trim(); // an empty file is one
  }

  /** Whether another file may take its place. */
  get isVacant() {
    return this.isBlank && !this.name;
  }

  get size() {
    return this.bytes?.length ?? this.editor.text.length;
  }

  /** Takes a name, a text or bytes, and a kind. */
  take({ name = "", text = "", bytes = null, kind = "" }) {
    this.nameField.value = name;
    this.kindField.value = kind;
    const read = bytes ? decoded(bytes) : { text, lossy: false };
    this.editor.text = read.text;
    this.editor.area.readOnly = read.lossy;
    this.note.textContent = read.lossy ? LOSSY : "";
    this.bytes = bytes;
    this.before = bytes && this.editor.text; // without what the field drops
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
    this.listener.check();
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
