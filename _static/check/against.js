// What files are checked against: a libvirt, and guides.
"use strict";

class Against {
  /** `changed` is called when the reader chooses something else. */
  constructor(box, changed) {
    this.changed = changed;
    this.field = box.querySelector(".kb-own-version");
    this.boxes = [...box.querySelectorAll("fieldset input")];
    this.chosen = box.querySelector(".kb-own-chosen");
    box.addEventListener("input", () => {
      this.#tell();
      changed();
    });
    this.#tell();
  }

  get libvirt() {
    return this.field.value.trim();
  }

  get guides() {
    return this.#ticked().map((box) => box.value);
  }

  get titles() {
    return this.#ticked().map((box) => box.parentElement.textContent.trim());
  }

  #ticked() {
    return this.boxes.filter((box) => box.checked);
  }

  /** Does what an address asks for; words on what of it is not there. */
  follow(asked) {
    const names = asked.getAll("guide").flatMap((some) => some.split(","));
    const isGuide = (name) => this.boxes.some((box) => box.value === name);
    const guides = names.filter(isGuide);
    if (guides.length || asked.has("libvirt")) {
      this.set(guides.length ? guides : this.guides, asked.get("libvirt") ?? "");
      this.changed();
    }
    const unknown = names.filter((name) => name && !isGuide(name));
    return unknown.length ? [`There is no guide ${listed(unknown, " or ")}.`] : [];
  }

  set(guides, libvirt) {
    for (const box of this.boxes) box.checked = guides.includes(box.value);
    this.field.value = libvirt;
    this.#tell();
  }

  /** Marks the version as one that nobody understands, or not. */
  refuse(wrong) {
    this.field.setAttribute("aria-invalid", wrong);
  }

  #tell() {
    const libvirt = this.libvirt ? `libvirt ${this.libvirt}` : "the newest libvirt";
    this.chosen.textContent = `${libvirt}, ${listed(this.titles) || "no guide"}`;
  }
}
