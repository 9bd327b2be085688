// What was found, in words: all of it is put in as text, never as markup.
"use strict";

const MOST_SHOWN = 100; // of a file at once
const AROUND = 60; // characters of a line before and after what is at fault
const OPTION = /[;,]? (did you mean|name one with) --kind.*|; --kind.*/;
const WORDS = { error: "error", warning: "warning", note: "note" };

/** A new element with its class and parts; what is empty is left out. */
function element(name, className, ...parts) {
  const found = document.createElement(name);
  if (className) found.className = className;
  found.append(...parts.filter((part) => part || part === 0));
  return found;
}

/** A link that leaves the page where it is: its text would be lost. */
function linkTo(href, ...parts) {
  const link = element("a", "", ...parts);
  link.href = href;
  link.target = "_blank";
  return link;
}

function button(words, work) {
  const found = element("button", "", words);
  found.type = "button";
  found.addEventListener("click", work);
  return found;
}

/** A text in which backticks mark literals, in parts. */
function withLiterals(text) {
  const parts = text.split(/`+/);
  return parts.map((part, n) => (part && n % 2 ? element("code", "", part) : part));
}

/** '2 errors, 1 warning'; '' if there is nothing. */
function counted(problems) {
  return SEVERITIES.map((severity) => {
    const count = problems.filter((p) => p.severity === severity).length;
    return count && `${count} ${WORDS[severity]}${count > 1 ? "s" : ""}`;
  })
    .filter(Boolean)
    .join(", ");
}

function listed(words, last = " and ") {
  const found = [...words];
  const end = found.pop();
  return found.length ? found.join(", ") + last + end : end ?? "";
}

class Findings {
  /** `box` is filled; `checks` is where the checks are explained, '' if nowhere. */
  constructor(box, checks) {
    Object.assign(this, { box, checks, sections: new Map() });
  }

  clear() {
    this.sections.clear();
    this.box.replaceChildren();
  }

  /** Leads to the first finding in a line of a file. */
  reveal(file, line) {
    const item = this.sections.get(file)?.querySelector(`li[data-line="${line}"]`);
    item?.querySelector("button").focus();
    item?.scrollIntoView({ block: "nearest" });
  }

  /** Takes away what was found in a file. */
  drop(file) {
    this.sections.get(file)?.remove();
    this.sections.delete(file);
  }

  /** Leads nowhere from what was found in a text that has changed since. */
  outdate(file) {
    const places = ":scope > button, .kb-own-place button";
    const found = this.sections.get(file)?.querySelectorAll(places) ?? [];
    for (const place of found) place.disabled = true;
  }

  /** Shows what was found in files, and what of the guides is for people. */
  show(files, more) {
    this.sections = new Map(files.map((file) => [file, this.#file(file)]));
    this.box.replaceChildren(...this.sections.values(), ...more);
    // The line above has said it of the only one.
    if (files.length === 1) this.box.querySelector("h3").className = "kb-spoken";
  }

  #file(file) {
    const { kind, why, problems } = file.answer;
    const told = why ? "not checked" : counted(problems) || "nothing found";
    const about = [kind, told].filter(Boolean).join(" · ");
    const soft = element("span", "kb-own-soft", about);
    const head = element("h3", "", file.title, " ", soft);
    const box = element("section", "kb-own-of", head);
    box.setAttribute("aria-label", `Findings in ${file.title}`);
    if (why) box.append(this.#why(file, why));
    else box.append(...this.#problems(file, problems));
    return box;
  }

  /** Why it is not checked; a kind that may be meant is a button. */
  #why(file, why) {
    // The command line's words for what is a field here.
    const kind = /--kind ([\w.-]+)/.exec(why)?.[1];
    const words = why.replace(OPTION, "");
    const unclear = words !== why;
    const box = element("div", "kb-own-why", element("p", "", `${words}.`));
    const choices = [...file.kindField.options].map((option) => option.value);
    if (kind && choices.includes(kind)) {
      const work = () => file.choose(kind);
      box.append(element("p", "", button(`Check it as ${kind}`, work)));
    } else if (unclear) {
      const advice = "Choose its kind, or give it the name that it has on the host.";
      box.append(element("p", "", advice));
    }
    return box;
  }

  *#problems(file, problems) {
    if (!problems.length) {
      yield element("p", "kb-own-clean", "\u2713 Nothing found in what is checked.");
      return;
    }
    const list = element("ol", "");
    const more = button("", () => {
      const [first] = this.#grow(list, more, file, problems);
      first.querySelector("button").focus();
    });
    this.#grow(list, more, file, problems);
    yield list;
    yield more;
  }

  /** Shows some more problems in a list; they are returned. */
  #grow(list, more, file, problems) {
    const from = list.childElementCount;
    const some = problems.slice(from, from + MOST_SHOWN);
    const items = some.map((found) => this.#problem(file, found));
    list.append(...items);
    const left = problems.length - from - items.length;
    more.textContent = `Show more (${left} left)`;
    more.hidden = !left;
    return items;
  }

  #problem(file, found) {
    const { severity, line, column, message, check } = found;
    const sign = element("span", "", SIGNS[severity]);
    sign.setAttribute("aria-hidden", true);
    const spoken = element("span", "kb-spoken", `${WORDS[severity]}: `);
    const place = button(`Line ${line}, column ${column}`, () => file.reveal(found));
    const item = element(
      "li",
      `kb-own-${severity}`,
      element("h4", "", sign, " ", spoken, message),
      element("p", "kb-own-place", place, " ", this.#check(check)),
      excerpt(file, found),
      this.#facts(file, found),
    );
    item.dataset.line = line;
    return item;
  }

  /** The name of a check, with a link to what explains it. */
  #check(check) {
    const rule = globalThis.kbcheck.rule(check);
    if (rule?.page) return linkTo(`${SITE}${rule.page}.html#${check}`, check);
    if (rule || !this.checks) return element("code", "", check);
    return linkTo(this.checks + check, check);
  }

  #facts(file, found) {
    const { check, hint, silently_ignored: dropped } = found;
    const rule = globalThis.kbcheck.rule(check);
    const list = element("dl", "");
    const add = (name, ...words) => {
      if (!words.some(Boolean)) return;
      const [term, told] = [element("dt", "", name), element("dd", "", ...words)];
      list.append(element("div", "", term, told));
    };
    add(rule ? "Do" : "Hint", hint);
    add("Effect", dropped && "libvirt ignores this and says nothing.");
    add("Why", ...withLiterals(rule?.reason ?? ""));
    if (rule?.page && rule.see) {
      add("Read", linkTo(`${SITE}${rule.page}.html#${rule.see}`, rule.title));
    }
    add("Source", rule?.source);
    // Later, as the names of the reference are loaded for this alone.
    const { kind } = file.answer;
    if (file.size > AT_ONCE) return list; // it is read again for each
    referenceLoaded().then(
      (known) => {
        const entry = known.at(file.editor.text, kind, file.range(found)[0]);
        if (!entry) return;
        add("Look up", linkTo(SITE + entry.place, element("code", "", entry.title)));
      },
      () => {}, // a site without a reference
    );
    return list;
  }
}

/** The line that is at fault, cut to what is near, and what is at fault marked. */
function excerpt(file, found) {
  const { text } = file.editor;
  const [from, to] = file.range(found);
  const begin = text.lastIndexOf("\n", from - 1) + 1;
  const end = text.indexOf("\n", from) < 0 ? text.length : text.indexOf("\n", from);
  const first = Math.max(begin, from - AROUND);
  const last = Math.min(end, Math.max(to, from) + AROUND);
  if (!text.slice(first, last).trim()) return "";
  const before = (first > begin ? "\u2026" : "") + text.slice(first, from);
  const after = text.slice(to, last) + (last < end ? "\u2026" : "");
  const marked = element("mark", "", text.slice(from, to));
  return element("pre", "", before.trimStart(), marked, after);
}
