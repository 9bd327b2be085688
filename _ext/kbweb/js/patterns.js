// The module `re`.

class Match {
  constructor(pattern, found, text) {
    this.pattern = pattern;
    this.found = found;
    this.text = text; // as the caller gave it: str or bytes
    this.raw = found.input;
  }
  wrapped(part) {
    if (part === undefined) return null;
    return this.text instanceof Bytes ? new Bytes(part) : part;
  }
  name(group) {
    return `g${typeof group === "string" ? this.pattern.names[group] : group}`;
  }
  $__getitem__(group) {
    return this.wrapped(
      group === 0 ? this.found[0] : this.found.groups[this.name(group)],
    );
  }
  $group(...groups) {
    if (groups.length < 2) return this.$__getitem__(groups[0] ?? 0);
    return groups.map((group) => this.$__getitem__(group));
  }
  /**
   * The name of the last group that matched; no group that is asked for holds others.
   */
  get $lastgroup() {
    const matched = this.$groups().findLastIndex((part) => part !== null) + 1;
    const names = Object.entries(this.pattern.names);
    return names.find(([, group]) => group === matched)?.[0] ?? null;
  }
  $groups() {
    return Array.from({ length: this.pattern.groups }, (_, at) =>
      this.$__getitem__(at + 1),
    );
  }
  $groupdict() {
    return $dict(
      Object.keys(this.pattern.names).map((name) => [name, this.$group(name)]),
    );
  }
  $span(group = 0) {
    if (group === 0) return [this.found.index, this.found.index + this.found[0].length];
    this.places ??= this.pattern.places(this.raw, this.found.index);
    return this.places[this.name(group)] ?? [-1, -1];
  }
  $start(group = 0) {
    return this.$span(group)[0];
  }
  $end(group = 0) {
    return this.$span(group)[1];
  }
}

class Pattern {
  constructor(pattern, flags) {
    const bytes = pattern instanceof Bytes;
    const text = bytes ? pattern.raw : pattern;
    const rewriter = new Rewriter(text, flags | (bytes ? FLAGS.ascii : 0));
    this.source = rewriter.source();
    this.names = rewriter.names;
    this.groups = rewriter.groups;
    this.letters = `u${rewriter.flags & FLAGS.ignorecase ? "i" : ""}`;
    this.here = new RegExp(this.source, `${this.letters}y`);
    this.anywhere = new RegExp(this.source, `${this.letters}g`);
  }
  run(expression, text, at, stop) {
    let raw = text instanceof Bytes ? text.raw : text;
    if (stop !== undefined && stop < raw.length) raw = raw.slice(0, stop);
    expression.lastIndex = at;
    const found = expression.exec(raw);
    return found && new Match(this, found, text);
  }
  /** Where the groups of a match are that begins at a place. */
  places(raw, at) {
    this.exact ??= new RegExp(this.source, `${this.letters}yd`);
    this.exact.lastIndex = at;
    return this.exact.exec(raw).indices.groups;
  }
  $match(text, at = 0, stop = undefined) {
    return this.run(this.here, text, at, stop);
  }
  $search(text, at = 0, stop = undefined) {
    return this.run(this.anywhere, text, at, stop);
  }
  $fullmatch(text) {
    this.whole ??= new RegExp(`(?:${this.source})(?![^])`, `${this.letters}y`);
    return this.run(this.whole, text, 0);
  }
  *$finditer(text, at = 0) {
    while (at <= text.length) {
      const found = this.run(this.anywhere, text, at);
      if (!found) return;
      yield found;
      at = found.$end() + (found.found[0] ? 0 : 1);
    }
  }
  $findall(text) {
    return Array.from(this.$finditer(text), (found) => {
      const parts = found.$groups().map((part) => part ?? "");
      return parts.length > 1 ? parts : (parts[0] ?? found.$group());
    });
  }
  $split(text, most = 0) {
    const parts = [];
    let at = 0;
    for (const found of this.$finditer(text)) {
      if (most && parts.length === most) break;
      parts.push(text.slice(at, found.$start()), ...found.$groups());
      at = found.$end();
    }
    return [...parts, text.slice(at)];
  }
  $sub(other, text) {
    const parts = [];
    let at = 0;
    for (const found of this.$finditer(text)) {
      parts.push(text.slice(at, found.$start()));
      parts.push(typeof other === "string" ? expanded(other, found) : other(found));
      at = found.$end();
    }
    return parts.join("") + text.slice(at);
  }
}

/** What a match is replaced by: '\1' is a group, '\\' a backslash. */
function expanded(other, found) {
  return other.replace(/\\(?:g<(\d+)>|(\d)|\\)/g, (mark, named, digit) => {
    const group = named ?? digit;
    return group === undefined ? "\\" : (found.$group(Number(group)) ?? "");
  });
}

const patterns = new Map();

function compiled(pattern, flags = 0) {
  if (pattern instanceof Pattern) return pattern;
  const sort = pattern instanceof Bytes ? "b" : "s";
  const key = `${flags}${sort}${pattern.raw ?? pattern}`;
  if (!patterns.has(key)) patterns.set(key, new Pattern(pattern, flags));
  return patterns.get(key);
}

$module("re", () => ({
  $ASCII: FLAGS.ascii,
  $DOTALL: FLAGS.dotall,
  $IGNORECASE: FLAGS.ignorecase,
  $compile: compiled,
  $findall: (pattern, text, flags) => compiled(pattern, flags).$findall(text),
  $finditer: (pattern, text, flags) => compiled(pattern, flags).$finditer(text),
  $fullmatch: (pattern, text, flags) => compiled(pattern, flags).$fullmatch(text),
  $match: (pattern, text, flags) => compiled(pattern, flags).$match(text),
  $search: (pattern, text, flags) => compiled(pattern, flags).$search(text),
  $split: (pattern, text, most) => compiled(pattern).$split(text, most),
  $sub: (pattern, other, text) => compiled(pattern).$sub(other, text),
}));
