// Characters: Python counts each once, JavaScript those past U+FFFF twice.
//
// So none of these is ever in a text here: another character stands in for each, one
// that Unicode leaves to private use. Which sort of character it is, its number tells.

// Sort -> the first that stands in for such a character, and the one behind the last.
const STANDS_IN = {
  word: [0xe000, 0xed00],
  digit: [0xed00, 0xee00],
  shown: [0xee00, 0xf700],
  hidden: [0xf700, 0xf900],
};
const used = {}; // sort -> how many stand in now
const standIns = new Map(); // character -> what stands in for it
const originals = new Map();

function sortOf(character) {
  if (/\p{Nd}/u.test(character)) return "digit";
  if (/[\p{L}\p{N}]/u.test(character)) return "word";
  return /[\p{C}\p{Z}]/u.test(character) ? "hidden" : "shown";
}

/** The character that stands in for one past U+FFFF, or of private use. */
function standIn(character) {
  if (!standIns.has(character)) {
    const sort = sortOf(character);
    const [first, end] = STANDS_IN[sort];
    used[sort] = (used[sort] ?? 0) + 1;
    const code = first + used[sort] - 1;
    if (code >= end) {
      throw new Error(
        "the text has too many rare characters for a page; " +
          "the command kbcheck takes them",
      );
    }
    standIns.set(character, String.fromCharCode(code));
    originals.set(String.fromCharCode(code), character);
  }
  return standIns.get(character);
}

/** Begin anew: no text of the core that is still used has one that stands in. */
function forget() {
  standIns.clear();
  originals.clear();
  for (const sort of Object.keys(used)) delete used[sort];
}

/** A character by its number. */
function characterOf(code) {
  const character = String.fromCodePoint(code);
  return code > 0xffff || (code >= 0xe000 && code < 0xf900)
    ? standIn(character)
    : character;
}

/** A text of the world as a text of the core. */
function taken(text) {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ue000-\uf8ff]/g, standIn);
}

/** A text of the core as a text of the world. */
function given(text) {
  return text.replace(/[\ue000-\uf8ff]/g, (character) => originals.get(character));
}

/** The number of a character. */
function codeOf(character) {
  return given(character).codePointAt(0);
}
