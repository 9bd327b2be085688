// The page 'Check your own file': files in, findings out, nothing leaves it.
"use strict";

const QUIET = 300; // ms without a key before a text is checked
const AT_ONCE = 128 * 1024; // characters that are checked as one types,
const LONGEST = 1000; // if that takes no more ms
const NOTICED = 100; // ms after which a reader wonders what happens

class FileChecker {
  constructor(box) {
    const part = (name) => box.querySelector(name);
    Object.assign(this, { box, files: [], open: null, run: 0, timer: 0, pace: 0.02 });
    this.template = part("template");
    this.tabs = part(".kb-own-tabs");
    this.panels = part(".kb-own-panels");
    this.against = new Against(part(".kb-own-against"), () => this.changed());
    this.keep = part(".kb-own-keep input");
    this.status = part(".kb-own-status");
    this.findings = new Findings(part(".kb-own-found"), box.dataset.checks);
    engine.edition = box.dataset.edition;
    this.#listen(part);
    box.hidden = false;
    box.nextElementSibling.hidden = true; // what stands there without scripts
    this.#restore();
    if (!this.files.length) this.add({});
    this.check();
    this.follow();
  }

  #listen(part) {
    takeFiles(this.box, (found) => this.take(found));
    part(".kb-own-add").addEventListener("click", () => {
      this.add({}).editor.area.focus();
    });
    // Forgotten is here alone: another tab may keep its texts.
    this.keep.addEventListener("change", () => this.#remember(forget));
    this.tabs.addEventListener("keydown", (event) => this.#move(event));
    const load = () => engine.ready().catch(() => {}); // to be told by a check
    this.box.addEventListener("focusin", load, { once: true });
    window.addEventListener("hashchange", () => this.follow());
  }

  // --- files ------------------------------------------------------------------------

  add(given) {
    const file = new OwnFile(this.template, this);
    this.files.push(file);
    this.tabs.append(file.tab);
    this.panels.append(file.panel);
    file.take(given);
    this.opened(file);
    return file;
  }

  /** Puts a file where nothing is yet, or beside the others. */
  put(given) {
    const file = this.files.find((one) => one.isVacant) ?? this.add({});
    file.take(given);
    return file;
  }

  /** Reads files of the reader's disk, and checks all of them. */
  async take(found) {
    await engine.ready().catch(() => {}); // it knows what is too large
    const room = MOST_FILES - this.files.filter((file) => !file.isVacant).length;
    const [read, told] = await readFiles(found, room);
    const [first] = read.map((given) => this.put(given));
    if (first) this.opened(first);
    this.#remember();
    await this.#checkAndTell(told);
  }

  opened(file) {
    if (!this.files.includes(file)) return; // a finding of it is still shown
    this.open = file;
    for (const one of this.files) one.show(one === file);
  }

  removed(file) {
    const at = this.files.indexOf(file);
    this.files.splice(at, 1);
    file.tab.remove();
    file.panel.remove();
    this.findings.drop(file);
    if (!this.files.length) this.add({});
    this.opened(this.files[Math.max(0, at - 1)]);
    this.open.tab.focus();
    this.changed();
  }

  changed(file) {
    this.#remember();
    clearTimeout(this.timer);
    if (this.size > AT_ONCE || this.expected > LONGEST) {
      this.findings.outdate(file);
      file?.found(null);
      this.#tell("Changed. This text takes a while: press Check when you are done.");
      return;
    }
    const quiet = Math.max(QUIET, 2 * this.expected);
    this.timer = setTimeout(() => this.check(), quiet);
  }

  get size() {
    return this.files.reduce((sum, file) => sum + file.size, 0);
  }

  /** How many ms a check will take, if it goes on as the last one. */
  get expected() {
    return this.pace * this.size;
  }

  marked(file, line) {
    this.findings.reveal(file, line);
  }

  /** Arrows lead from tab to tab. */
  #move(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const at = this.files.indexOf(this.open) + step;
    this.opened(this.files.at(at % this.files.length));
    this.open.tab.focus();
  }

  // --- what is asked ----------------------------------------------------------------

  /** Does what the address asks for: #guide=sev&libvirt=9.0.0, #example=PAGE/NAME. */
  async follow() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const told = this.against.follow(asked);
    if (told.length) await this.#checkAndTell(told);
    if (!asked.has("example")) return;
    try {
      const found = (await engine.examples())[asked.get("example")];
      if (!found) throw new Error("no such example");
      this.#show(found);
    } catch {
      clearTimeout(this.timer);
      this.#tell("There is no such example. Copy it from its page instead.", "warning");
    }
  }

  #ask(guides, libvirt) {
    this.against.set(guides, libvirt);
    this.changed();
  }

  #show([name, kind, text, guides, libvirt]) {
    this.opened(this.put({ name, text, kind }));
    this.#ask(guides, libvirt);
  }

  // --- findings ---------------------------------------------------------------------

  async check() {
    clearTimeout(this.timer);
    const run = ++this.run;
    const files = this.files.filter((file) => !file.isBlank);
    for (const file of this.files) if (file.isBlank) file.found(null);
    if (!files.length) return this.#nothing();
    if (!engine.loading || this.expected > NOTICED) {
      this.#tell("Checking\u2026");
      await painted();
    }
    try {
      await engine.ready();
    } catch {
      this.#tell("The checker cannot be loaded. Use the command: kbcheck.", "error");
      this.findings.clear();
      return;
    }
    if (run !== this.run) return;
    const begun = performance.now();
    try {
      this.#answer(files);
    } catch (error) {
      const words = `The checker is at fault, not your file: ${error.message}`;
      this.#tell(`${words}. Please report it.`, "error");
    }
    this.pace = (performance.now() - begun) / Math.max(this.size, 2000);
  }

  async #checkAndTell(told) {
    await this.check();
    if (!told.length) return;
    this.#tell([...told, this.status.textContent].join(" "), "warning");
  }

  #nothing() {
    this.#tell("Paste a text or open a file: it is checked as you type.");
    this.findings.clear();
  }

  #answer(files) {
    const { guides, libvirt, titles } = this.against;
    const request = { files: files.map((file) => file.given(files)), libvirt, guides };
    const said = globalThis.kbcheck.check({ ...request, level: "driver" });
    this.against.refuse(Boolean(said.error && libvirt));
    if (said.error) {
      for (const file of files) file.found(null);
      this.#tell(`Not checked: ${said.error}`, "error");
      this.findings.clear();
      return;
    }
    files.forEach((file, n) => file.found(said.files[n]));
    this.#tell(...summary(files));
    this.findings.show(files, [
      ...covered(said.coverage, guides, (kind) => this.#addKind(kind)),
      ...scope(files, libvirt, titles),
      ...onHost(globalThis.kbcheck.onHost(guides)),
    ]);
  }

  #tell(words, state = "") {
    this.status.className = `kb-own-status ${state && `kb-own-${state}`}`;
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  /** A text for what else a guide reads. */
  #addKind({ name, title }) {
    const file = this.add({ name: title.startsWith("/") ? title : name, kind: name });
    file.editor.area.focus();
  }

  // --- what is kept, if the reader wants it -----------------------------------------

  #remember(otherwise = () => {}) {
    if (!this.keep.checked) return otherwise();
    const files = this.files.map((file) => file.kept());
    const { guides, libvirt } = this.against;
    this.keep.checked = keep({ files, guides, libvirt });
    if (this.keep.checked) return;
    forget(); // what it kept before
    this.#tell("This browser does not let the page keep texts.", "warning");
  }

  #restore() {
    const found = restored();
    if (!found) return;
    for (const file of found.files) this.add(file);
    this.keep.checked = true;
    this.#ask(found.guides, found.libvirt);
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".kb-own")) new FileChecker(box);
});
