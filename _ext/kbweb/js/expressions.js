// Regular expressions: Python's, written as JavaScript has them.
//
// All groups get names, `g1` and so on, so that what is put around a possessive part
// does not change their numbers.

const FLAGS = { ignorecase: 2, multiline: 8, dotall: 16, ascii: 256 };
const LETTERS = {
  i: FLAGS.ignorecase,
  m: FLAGS.multiline,
  s: FLAGS.dotall,
  a: FLAGS.ascii,
};

/** Translates one expression; what it does not know it refuses. */
class Rewriter {
  constructor(pattern, flags) {
    Object.assign(this, { pattern, flags, at: 0, groups: 0, possessive: 0 });
    this.names = {}; // of groups: name -> number
    this.pieces = []; // of the group around the place
    this.open = []; // the pieces, heads and flags of the groups around that
  }

  source() {
    while (this.at < this.pattern.length) this.step();
    return this.pieces.join("");
  }

  /** What follows at the place, if it matches; the place moves behind it. */
  take(expression) {
    expression.lastIndex = this.at;
    const found = expression.exec(this.pattern);
    if (found) this.at = expression.lastIndex;
    return found;
  }

  step() {
    let found;
    if ((found = this.take(/\(\?([aims]+)\)/y))) this.flags |= this.flagsOf(found[1]);
    else if ((found = this.take(/\(\?P=(\w+)\)/y)))
      this.backreference(this.names[found[1]]);
    else if ((found = this.take(/\((\?(?:P<(\w+)>|([aims]+):|[:=!]|<[=!]))?/y)))
      this.begin(found);
    else if (this.take(/\)/y)) this.end();
    else if ((found = this.take(/([*+?]|\{\d*(?:,\d*)?\})([+?]?)/y)))
      this.repeat(found);
    else if (this.take(/\[/y)) this.pieces.push(this.characterClass());
    else if ((found = this.take(/\\([1-9])/y))) this.backreference(Number(found[1]));
    else if ((found = this.take(/\\(x..|u....|[^])/y)))
      this.pieces.push(this.escape(found[1]));
    else this.pieces.push(this.plain(this.pattern[this.at++]));
  }

  flagsOf(letters) {
    return [...letters].reduce((flags, letter) => flags | LETTERS[letter], 0);
  }

  begin([, kind, name, letters]) {
    if (!kind && this.pattern[this.at] === "?")
      throw new Error(`a group in ${this.pattern}`);
    const head = this.head(kind, name, letters);
    this.open.push([this.pieces, head, this.flags]);
    if (letters) this.flags |= this.flagsOf(letters);
    this.pieces = [];
  }

  head(kind, name, letters) {
    if (kind && !name) return letters ? "(?:" : `(${kind}`;
    this.groups += 1;
    if (name) this.names[name] = this.groups;
    return `(?<g${this.groups}>`;
  }

  end() {
    const [outer, head, flags] = this.open.pop();
    outer.push(`${head}${this.pieces.join("")})`);
    this.pieces = outer;
    this.flags = flags;
  }

  backreference(number) {
    this.pieces.push(`\\k<g${number}>`);
  }

  /** A repetition. One that gives nothing back is looked for first, and then taken. */
  repeat([, times, mode]) {
    const repeated = this.pieces.pop();
    const counted = times.replace("{,", "{0,");
    if (mode !== "+") {
      this.pieces.push(`${repeated}${counted}${mode}`);
      return;
    }
    const name = `p${++this.possessive}`;
    this.pieces.push(`(?:(?=(?<${name}>${repeated}${counted}))\\k<${name}>)`);
  }

  classes() {
    if (this.flags & FLAGS.ascii) return { w: "A-Za-z0-9_", d: "0-9", s: " \\t-\\r" };
    return { w: WORD, d: DIGIT, s: SPACE };
  }

  /** What an escape outside of a class stands for. */
  escape(said) {
    const known = this.classes();
    const lower = said.toLowerCase();
    if (known[said]) return `[${known[said]}]`;
    if (known[lower] && said.length === 1) return `[^${known[lower]}]`;
    if (said === "Z") return "(?![^])";
    const [before, after] = [`(?<=[${known.w}])`, `(?=[${known.w}])`];
    const [start, stop] = [`(?<![${known.w}])`, `(?![${known.w}])`];
    if (said === "b") return `(?:${before}${stop}|${start}${after})`;
    if (said === "B") return `(?:${before}${after}|${start}${stop})`;
    return this.character(said);
  }

  /** An escape that stands for one character. */
  character(said) {
    if (/^(?:x..|u....|[nrtfv])$/.test(said)) return `\\${said}`;
    if (said === "0") return "\\x00";
    if (/[A-Za-z1-9]/.test(said)) throw new Error(`\\${said} in ${this.pattern}`);
    return plainCharacter(said);
  }

  plain(character) {
    const many = this.flags & FLAGS.multiline;
    if (character === ".") return this.flags & FLAGS.dotall ? "[^]" : "[^\\n]";
    if (character === "$") return many ? "(?=\\n|(?![^]))" : "(?=\\n?(?![^]))";
    if (character === "^") return many ? "(?<=\\n|(?<![^]))" : "(?<![^])";
    if (character === "|") return "|";
    const [small, large] = [character.toLowerCase(), character.toUpperCase()];
    const both = this.flags & FLAGS.ignorecase && small !== large;
    return both ? `[${small}${large}]` : plainCharacter(character);
  }

  // --- classes ----------------------------------------------------------------------

  characterClass() {
    const negated = Boolean(this.take(/\^/y));
    let body = "";
    const buts = []; // what \W, \S and \D leave out
    for (let first = true; first || !this.take(/\]/y); first = false) {
      const found = this.take(/\\(x..|u....|[^])|[^]/y);
      const part =
        found[1] === undefined ? insideClass(found[0]) : this.inClass(found[1]);
      if (typeof part === "string") body += part;
      else buts.push(part.but);
    }
    if (this.flags & FLAGS.ignorecase) body += otherCase(body);
    // Not \W is a word: a class that is negated asks for one more thing.
    if (negated) return `${buts.map((but) => `(?=[${but}])`).join("")}[^${body}]`;
    return `(?:${[`[${body}]`, ...buts.map((but) => `[^${but}]`)].join("|")})`;
  }

  inClass(said) {
    const known = this.classes();
    if (known[said]) return known[said];
    const but = known[said.toLowerCase()];
    if (but && said.length === 1) return { but };
    return said === "b" ? "\\x08" : this.character(said);
  }
}

const plainCharacter = (character) =>
  /[$()*+.?[\\\]^{|}/-]/.test(character)
    ? `\\x${character.charCodeAt(0).toString(16)}`
    : character;

const insideClass = (character) =>
  character === "-" ? "-" : plainCharacter(character);

/** The same letters and ranges in the other case, for a class of ASCII letters. */
function otherCase(body) {
  const swapped =
    body.match(/(?<!\\[xu\\pd]?)[A-Za-z](?:-[A-Za-z])?(?![^{]*\})/g) ?? [];
  const swap = (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase());
  return swapped.map((part) => Array.from(part, swap).join("")).join("");
}
