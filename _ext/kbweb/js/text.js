// Texts: Python's methods of str, under names that begin with '$'.

const WORD = "\\p{L}\\p{N}_\\ue000-\\uedff";
const DIGIT = "\\p{Nd}\\ued00-\\uedff";
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a" +
  "\\u2028\\u2029\\u202f\\u205f\\u3000";

const isShown = (text) =>
  !/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\uf700-\uf8ff]|(?! )\p{Z}/u.test(text);

function $str(value) {
  if (typeof value === "string") return value;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return value.$__str__ ? value.$__str__() : String(value);
}

/** A text in quotes; the core shows no other thing so. */
function repr(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const marks = {
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    [quote]: `\\${quote}`,
  };
  const shown = (c) => marks[c] ?? (isShown(c) ? c : escaped(c));
  return quote + Array.from(text, shown).join("") + quote;
}

/** A character as an escape: '\x1b', '\u202e', '\U000e0001'. */
function escaped(character) {
  const code = codeOf(character);
  const named = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" }[code];
  if (named) return named;
  const [letter, size] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).padStart(size, "0")}`;
}

/** A number as an f-string formats it. */
function $format(value, form) {
  if (form === ".0f") return String(Math.round(value));
  const digits = value.toString(16).padStart(Number(form[1]), "0");
  return form.endsWith("X") ? digits.toUpperCase() : digits;
}

const BLANKS = new RegExp(`[${SPACE}]`, "u");
const isBlank = (character) => BLANKS.test(character);

/**
 * The first character, from a place on, that is not one of `chars` (blanks if null).
 */
function past(text, at, step, chars) {
  const drops = chars === null ? isBlank : (character) => chars.includes(character);
  while (at >= 0 && at < text.length && drops(text[at])) at += step;
  return at;
}

function words(text, most) {
  const found = [];
  let at = past(text, 0, 1, null);
  while (at < text.length) {
    if (most-- === 0) return [...found, text.$slice_blanks(at)];
    let end = at;
    while (end < text.length && !isBlank(text[end])) end++;
    found.push(text.slice(at, end));
    at = past(text, end, 1, null);
  }
  return found;
}

/**
 * The ends of a search: Python counts from the end, too, and takes what is too large.
 */
function ends(length, start, stop) {
  return new Span(start ?? null, stop ?? null).of(length);
}

const textMethods = {
  split(separator = null, most = -1) {
    if (separator === null) return words(String(this), most);
    const parts = this.split(separator);
    if (most < 0 || parts.length <= most + 1) return parts;
    return [...parts.slice(0, most), parts.slice(most).join(separator)];
  },
  slice_blanks(at) {
    return this.slice(at, past(this, this.length - 1, -1, null) + 1);
  },
  strip(chars = null) {
    return this.$lstrip(chars).$rstrip(chars);
  },
  lstrip(chars = null) {
    return this.slice(past(this, 0, 1, chars));
  },
  rstrip(chars = null) {
    return this.slice(0, past(this, this.length - 1, -1, chars) + 1);
  },
  startswith(start, at = 0) {
    if (Array.isArray(start)) return start.some((one) => this.startsWith(one, at));
    return this.startsWith(start, at);
  },
  endswith(end, start, stop) {
    const part = this.slice(...ends(this.length, start, stop));
    return Array.isArray(end)
      ? end.some((one) => part.endsWith(one))
      : part.endsWith(end);
  },
  find(part, start, stop) {
    const [from, to] = ends(this.length, start, stop);
    const at = this.indexOf(part, from);
    return at + part.length > to || start > this.length ? -1 : at;
  },
  rfind(part, start, stop) {
    const [from, to] = ends(this.length, start, stop);
    if (to < part.length) return -1;
    const at = this.lastIndexOf(part, to - part.length);
    return at < from ? -1 : at;
  },
  index(part) {
    const at = this.indexOf(part);
    if (at < 0) throw new ValueError("substring not found");
    return at;
  },
  rindex(part) {
    const at = this.lastIndexOf(part);
    if (at < 0) throw new ValueError("substring not found");
    return at;
  },
  count(part, start, stop) {
    return this.slice(...ends(this.length, start, stop)).split(part).length - 1;
  },
  replace(part, other) {
    return this.split(part).join(other);
  },
  partition(mark) {
    const at = this.indexOf(mark);
    if (at < 0) return [String(this), "", ""];
    return [this.slice(0, at), mark, this.slice(at + mark.length)];
  },
  rpartition(mark) {
    const at = this.lastIndexOf(mark);
    if (at < 0) return ["", "", String(this)];
    return [this.slice(0, at), mark, this.slice(at + mark.length)];
  },
  join(parts) {
    return [...$iter(parts)].join(String(this));
  },
  lower() {
    return this.toLowerCase();
  },
  upper() {
    return this.toUpperCase();
  },
  removeprefix(start) {
    return this.startsWith(start) ? this.slice(start.length) : String(this);
  },
  removesuffix(end) {
    return end && this.endsWith(end) ? this.slice(0, -end.length) : String(this);
  },
  translate(table) {
    return Array.from(this, (c) => table.$get(codeOf(c), c)).join("");
  },
  isascii() {
    return /^[\0-\x7f]*$/.test(this);
  },
  isdigit() {
    return /^[\p{Nd}\ued00-\uedff\xb2\xb3\xb9\u2070-\u2079\u2080-\u2089]+$/u.test(this);
  },
  isupper() {
    return /\p{Lu}/u.test(this) && !/\p{Ll}/u.test(this);
  },
  isspace() {
    return this.length > 0 && past(this, 0, 1, null) === this.length;
  },
  isprintable() {
    return isShown(this);
  },
  encode(encoding = "utf-8", errors = "strict") {
    if (encoding === "unicode_escape")
      return new Bytes(Array.from(this, escaped).join(""));
    return encoded(String(this), errors);
  },
};

for (const [name, value] of Object.entries(textMethods)) {
  Object.defineProperty(String.prototype, `$${name}`, { value });
}
