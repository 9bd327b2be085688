// Bytes of a file: as a text to be shown, and as letters to be kept.
"use strict";

const UTF16 = { "255,254": "utf-16le", "254,255": "utf-16be" };
const DECLARED = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/;
const DECLARED_IN = 256; // bytes at the start of a file

/** What XML says of its encoding; '' if it says nothing. */
function declared(bytes) {
  const begin = new TextDecoder().decode(bytes.subarray(0, DECLARED_IN));
  return DECLARED.exec(begin)?.[1] ?? "";
}

/** The text that bytes are in an encoding; null if they are none, or it is unknown. */
function textIn(label, bytes) {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** What stands in a file, to be shown; lossy if some bytes are no characters. */
function decoded(bytes) {
  const wide = UTF16[bytes.subarray(0, 2).join()];
  const label = wide || declared(bytes) || "utf-8";
  const text = textIn(label, bytes);
  // ASCII that calls itself UTF-16 is read as what it is.
  if (text !== null && (wide || label === "utf-8" || declaresItself(text))) {
    return { text, lossy: false };
  }
  const other = wide ? null : textIn("utf-8", bytes);
  if (other !== null) return { text: other, lossy: false };
  return { text: new TextDecoder(wide ?? "utf-8").decode(bytes), lossy: true };
}

function declaresItself(text) {
  return text.trimStart().startsWith("<?xml");
}

/** Whether bytes are exactly this text in UTF-8. */
function isEncoded(text, bytes) {
  const own = new TextEncoder().encode(text);
  return own.length === bytes.length && own.every((byte, n) => byte === bytes[n]);
}

const base64 = new WeakMap(); // of bytes, which never change: once is enough

function toBase64(bytes) {
  if (!base64.has(bytes)) {
    const letters = Array.from(bytes, (byte) => String.fromCharCode(byte));
    base64.set(bytes, btoa(letters.join("")));
  }
  return base64.get(bytes);
}

/** Bytes of what `toBase64` wrote; null if it is damaged. */
function fromBase64(letters) {
  try {
    return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
