// Makes a table of the bits of a policy answer: bits, number, XML and rules agree.
// The rules come with the page, from the guide that kbcheck uses.
"use strict";

/** Whether a number meets a rule; what it asks is one of these. */
const MEETS = {
  "have bits": (policy, bits) => bits.every((bit) => (policy >> BigInt(bit)) & 1n),
  "lack bits": (policy, bits) => bits.every((bit) => !((policy >> BigInt(bit)) & 1n)),
  "be below": (policy, limit) => policy < BigInt(limit),
};

function meets(policy, rule) {
  const test = Object.keys(MEETS).find((name) => name in rule);
  return MEETS[test](policy, rule[test]);
}

/** As libvirt reads it: hexadecimal, with or without 0x; null if it is no number. */
function readPolicy(text) {
  const digits = text.trim().replace(/^0x/i, "");
  return /^[0-9a-f]{1,16}$/i.test(digits) ? BigInt(`0x${digits}`) : null;
}

class Decoder {
  constructor(box) {
    this.box = box;
    this.rules = JSON.parse(box.dataset.rules);
    this.policy = readPolicy(box.dataset.start);
    this.width = box.dataset.start.length - 2;
    this.bits = this.#bits();
    this.field = Object.assign(document.createElement("input"), {
      type: "text",
      spellcheck: false,
      autocomplete: "off",
    });
    this.field.setAttribute("aria-label", "Policy, in hexadecimal");
    this.field.addEventListener("input", () => this.#typed());
    this.xml = document.createElement("pre");
    this.told = document.createElement("ul");
    const status = document.createElement("div");
    status.setAttribute("role", "status");
    status.append(this.told);
    box.append(this.field, this.xml, status);
    box.hidden = false;
    this.show();
    this.field.value = this.#number();
  }

  /** A box to tick in each row of the table before that is about one bit, if one is. */
  #bits() {
    const found = new Map();
    const before = this.box.previousElementSibling;
    for (const row of before?.querySelectorAll("tbody tr") ?? []) {
      const cell = row.cells[0];
      if (!cell || !/^\d+$/.test(cell.innerText.trim())) continue;
      const bit = Number(cell.innerText);
      const tick = document.createElement("input");
      tick.type = "checkbox";
      tick.setAttribute("aria-label", `Bit ${bit}`);
      tick.addEventListener("change", () => this.#ticked(bit, tick.checked));
      (cell.querySelector("p") ?? cell).prepend(tick, " ");
      found.set(bit, tick);
    }
    return found;
  }

  #ticked(bit, on) {
    const mask = 1n << BigInt(bit);
    this.policy = on ? this.policy | mask : this.policy & ~mask;
    this.field.value = this.#number();
    this.show();
  }

  #typed() {
    const policy = readPolicy(this.field.value);
    this.field.setAttribute("aria-invalid", policy === null);
    if (policy === null) return;
    this.policy = policy;
    this.show();
  }

  #number() {
    return `0x${this.policy.toString(16).padStart(this.width, "0")}`;
  }

  show() {
    for (const [bit, tick] of this.bits) {
      tick.checked = Boolean((this.policy >> BigInt(bit)) & 1n);
    }
    const type = this.box.dataset.type;
    this.xml.textContent = `<launchSecurity type='${type}'>\n  <policy>${this.#number()}</policy>\n</launchSecurity>`;
    this.told.replaceChildren(...this.rules.map((rule) => this.#line(rule)));
  }

  #line(rule) {
    const line = document.createElement("li");
    const good = meets(this.policy, rule);
    line.className = good ? "kb-meets" : "kb-fails";
    const link = document.createElement("a");
    link.href = `#${rule.id}`;
    link.textContent = rule.id;
    line.append(good ? "\u2713 meets " : "\u2717 fails ", link, `: ${rule.title}`);
    return line;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".kb-decoder")) new Decoder(box);
});
