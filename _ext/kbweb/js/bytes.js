// Bytes: a text with a character for each byte, in a box that tells it from a str.

class Bytes {
  constructor(raw) {
    this.raw = raw;
  }
  get length() {
    return this.raw.length;
  }
  /** The byte at a place, as a number. */
  at(index) {
    return this.raw.at(index)?.charCodeAt(0);
  }
  *[Symbol.iterator]() {
    for (let at = 0; at < this.raw.length; at++) yield this.raw.charCodeAt(at);
  }
  contains(part) {
    return this.raw.includes(
      part instanceof Bytes ? part.raw : String.fromCharCode(part),
    );
  }
  $find(part, start, stop) {
    return this.raw.$find(part.raw, start, stop);
  }
  $rfind(part, start, stop) {
    return this.raw.$rfind(part.raw, start, stop);
  }
  $count(part, start, stop) {
    return this.raw.$count(part.raw, start, stop);
  }
  $startswith(start, at) {
    return this.raw.startsWith(start.raw, at);
  }
  $rpartition(mark) {
    return this.raw.$rpartition(mark.raw).map((part) => new Bytes(part));
  }
  $isascii() {
    return this.raw.$isascii();
  }
  /** Without the bytes of `dropped`; a table is not known here. */
  $translate(_table, dropped) {
    return new Bytes(this.raw.replace(classOf(dropped), ""));
  }
  $decode(encoding = "utf-8", errors = "strict") {
    return decoded(this.raw, encoding, errors);
  }
}

const $bytes = (raw) => new Bytes(raw);
const classes = new Map();

/** An expression that matches any of these bytes. */
function classOf(bytes) {
  if (!classes.has(bytes)) {
    const codes = Array.from(
      bytes,
      (code) => `\\x${code.toString(16).padStart(2, "0")}`,
    );
    classes.set(bytes, new RegExp(`[${codes.join("")}]+`, "g"));
  }
  return classes.get(bytes);
}

/** Bytes that can be changed, as many as there are. */
class ByteArray {
  constructor(bytes) {
    this.codes = Uint8Array.from(bytes);
  }
  put([start], bytes) {
    this.codes.set([...bytes], start);
  }
  [Symbol.iterator]() {
    return this.codes[Symbol.iterator]();
  }
}

/** Bytes from numbers, or from an array of them. */
function bytesOf(numbers) {
  const parts = [];
  const codes = Uint8Array.from($iter(numbers));
  for (let at = 0; at < codes.length; at += 4096) {
    parts.push(String.fromCharCode(...codes.subarray(at, at + 4096)));
  }
  return new Bytes(parts.join(""));
}

// --- texts as bytes, and back -------------------------------------------------------

function encoded(text, errors) {
  if (text.$isascii()) return new Bytes(text);
  const lone = /[\ud800-\udfff]/.exec(text);
  if (lone && errors === "strict") throw new UnicodeEncodeError(lone.index);
  const whole =
    lone && errors === "replace" ? text.replace(/[\ud800-\udfff]/g, "?") : text;
  return bytesOf(new TextEncoder().encode(given(whole)));
}

const SINGLE = {
  "latin-1": "",
  ascii: "",
  cp1252: "windows-1252",
  "iso8859-15": "iso-8859-15",
};
// Bytes that Python's cp1252 has no character for, and a browser's has.
const UNDEFINED = { ascii: /[\x80-\xff]/, cp1252: /[\x81\x8d\x8f\x90\x9d]/ };

function decoded(raw, encoding, errors) {
  if (encoding === "utf-8") return raw.$isascii() ? raw : fromUtf8(raw, errors);
  if (encoding.startsWith("utf-16")) return fromUtf16(raw, encoding);
  const wrong = UNDEFINED[encoding]?.exec(raw);
  if (wrong && errors === "strict") throw new UnicodeDecodeError(wrong.index);
  if (wrong) raw = raw.replace(/[\x80-\xff]/g, "\ufffd");
  const label = SINGLE[encoding];
  if (label === undefined)
    throw new Error(`the encoding ${encoding} is not known here`);
  const codes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
  return label ? new TextDecoder(label).decode(codes) : raw;
}

// How a character of several bytes begins: how many follow, and the least and the most
// that the first of them may be, as the Unicode standard has them (table 3-7).
const LEADS = [
  [0xc2, 0xdf, 1, 0x80, 0xbf], [0xe0, 0xe0, 2, 0xa0, 0xbf], [0xe1, 0xec, 2, 0x80, 0xbf],
  [0xed, 0xed, 2, 0x80, 0x9f], [0xee, 0xef, 2, 0x80, 0xbf], [0xf0, 0xf0, 3, 0x90, 0xbf],
  [0xf1, 0xf3, 3, 0x80, 0xbf], [0xf4, 0xf4, 3, 0x80, 0x8f],
]; // prettier-ignore

/**
 * The bytes of the character that begins at a place: how many are right, and whether
 * all.
 */
function sequence(raw, at) {
  const first = raw.charCodeAt(at);
  if (first < 0x80) return [1, true];
  const lead = LEADS.find(([low, high]) => first >= low && first <= high);
  if (!lead) return [1, false];
  const [, , more, low, high] = lead;
  for (let i = 1; i <= more; i++) {
    const code = raw.charCodeAt(at + i); // NaN past the end
    const [least, most] = i === 1 ? [low, high] : [0x80, 0xbf];
    if (!(code >= least && code <= most)) return [i, false];
  }
  return [more + 1, true];
}

function fromUtf8(raw, errors) {
  const parts = [];
  let at = 0;
  while (at < raw.length) {
    const plain = /[^\0-\x7f]/g;
    plain.lastIndex = at;
    const end = plain.exec(raw)?.index ?? raw.length;
    parts.push(raw.slice(at, end));
    at = end;
    if (at === raw.length) break;
    const [size, right] = sequence(raw, at);
    if (!right && errors === "strict") throw new UnicodeDecodeError(at);
    parts.push(right ? characterOf(codeAt(raw, at, size)) : "\ufffd");
    at += size;
  }
  return parts.join("");
}

function codeAt(raw, at, size) {
  let code = raw.charCodeAt(at) & (0xff >> (size + 1));
  for (let i = 1; i < size; i++) code = (code << 6) | (raw.charCodeAt(at + i) & 0x3f);
  return code;
}

/** UTF-16 with a byte order mark before it, or of the order that its name says. */
function fromUtf16(raw, encoding) {
  const large = encoding.endsWith("be");
  const units = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [a, b] = [raw.charCodeAt(at), raw.charCodeAt(at + 1)];
    units.push(String.fromCharCode(large ? a * 256 + b : b * 256 + a));
  }
  const text = units.join("");
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
  const wrong = lone.exec(text);
  if (wrong) throw new UnicodeDecodeError(2 * wrong.index);
  if (raw.length % 2) throw new UnicodeDecodeError(raw.length - 1);
  return taken(text);
}
