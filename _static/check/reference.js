// From a place in a text to the entry of the reference that tells what may stand there.
"use strict";

const TAGS = new RegExp(
  [
    "<!--[^]*?(?:-->|$)",
    "<!\\[CDATA\\[[^]*?(?:\\]\\]>|$)",
    "<[?!][^>]*>?",
    // An end, a name, attributes: a value may hold a '>'.
    `<(/?)([\\w:.-]+)((?:"[^"]*"|'[^']*'|[^<>"'])*)>?`,
  ].join("|"),
  "g",
);
const KEY = /^[ \t]*(?:#[ \t]*)?(\w[\w.-]*)[ \t]*=/;

/** The names of the elements that a place of an XML text is in. */
function pathAt(text, place) {
  const path = [];
  for (const { 0: tag, 1: closes, 2: name, 3: rest, index } of text.matchAll(TAGS)) {
    if (index > place) break;
    if (!name) continue;
    const holds = place < index + tag.length;
    if (closes) {
      if (!holds) path.pop();
    } else if (holds) return [...path, name];
    else if (!rest.endsWith("/")) path.push(name);
  }
  return path;
}

/** The attribute whose name or value a place is at; '' if there is none. */
function attributeAt(text, place) {
  const ahead = /^([\w:.-]+)\s*=/.exec(text.slice(place, place + 80));
  const before = text.slice(Math.max(0, place - 80), place);
  const behind = /([\w:.-]+)\s*=\s*["']?$/.exec(before);
  return (ahead ?? behind)?.[1] ?? "";
}

/** The page that tells of an element, and the path that it has there. */
function placeOn(path) {
  const [root, area, ...inner] = path;
  const below = root === "domain" ? path.slice(1) : path;
  if (area === "devices" && inner.length) return [inner[0], inner];
  return [root, below.length ? below : path];
}

class Reference {
  /** `names` are those that the site's search has: kind, title, place. */
  constructor(names) {
    this.found = new Map();
    for (const name of names) {
      const page = /^reference\/(.*)\.html/.exec(name.place)?.[1] ?? "";
      const area = page.startsWith("domain-") ? "domain" : page;
      this.found.set(`${area} ${name.title}`, name);
    }
  }

  /** The entry for a problem of a file: kind, title, place; undefined if none fits. */
  at(text, kind, place) {
    if (text.trimStart().startsWith("<")) return this.#element(text, place);
    const begin = text.lastIndexOf("\n", place - 1) + 1;
    const key = KEY.exec(text.slice(begin, begin + 200))?.[1];
    return this.found.get(`${kind} ${key}`) ?? this.found.get(`${kind} ${kind}`);
  }

  #element(text, place) {
    const path = pathAt(text, place);
    const [page, inner] = placeOn(path);
    const attribute = attributeAt(text, place);
    const whole = this.found.get(`${page} ${inner.join("/")}@${attribute}`);
    if (whole) return whole;
    for (let depth = inner.length; depth > 0; depth--) {
      const near = this.found.get(`${page} ${inner.slice(0, depth).join("/")}`);
      if (near) return near;
    }
    return this.found.get(`${path[0]} ${path[0]}`);
  }
}

let reference = null;

/** The reference; it has the names that the site's own search has, of find.js. */
function referenceLoaded() {
  reference ??= loaded().then((index) => new Reference(index.names.all));
  return reference;
}
