// The module `pathlib`: paths as texts, as nothing here has files.

class Path {
  constructor(text) {
    this.text = text;
  }
  $__str__() {
    return this.text;
  }
  $__lt__(other) {
    return this.text < other.text;
  }
  get $parts() {
    const names = this.text.split("/").filter(Boolean);
    return this.text.startsWith("/") ? ["/", ...names] : names;
  }
  get $name() {
    const last = this.$parts.at(-1) ?? "";
    return last === "/" ? "" : last;
  }
  get $suffix() {
    const dot = this.$name.lastIndexOf(".");
    return dot > 0 && dot < this.$name.length - 1 ? this.$name.slice(dot) : "";
  }
  get $stem() {
    return this.$name.slice(0, this.$name.length - this.$suffix.length);
  }
  get $parent() {
    return pathOf(this.$parts.slice(0, -1).join("/") || ".");
  }
  get $parents() {
    const above = this.$parent;
    return above === this || !this.$name ? [] : [above, ...above.$parents];
  }
  $__truediv__(name) {
    return pathOf(`${this.text}/${name}`);
  }
  $with_name(name) {
    return this.$parent.$__truediv__(name);
  }
  /** From the folder in which the page's files are taken to be. */
  $absolute() {
    return this.text.startsWith("/") ? this : pathOf(`/${this.text}`);
  }
  /** Whether the path ends as a pattern says. */
  $match(pattern) {
    const [mine, wanted] = [this.$parts, pathOf(pattern).$parts];
    if (wanted.length > mine.length) return false;
    return wanted.every((part, at) =>
      wildcard(part).test(mine[mine.length - wanted.length + at]),
    );
  }
}

const wildcards = new Map();

/** An expression for a pattern of names: '*' and '?' stand for others. */
function wildcard(pattern) {
  if (!wildcards.has(pattern)) {
    const plain = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    const source = plain.replace(/\*/g, "[^]*").replace(/\?/g, "[^]");
    wildcards.set(pattern, new RegExp(`^${source}$`, "u"));
  }
  return wildcards.get(pattern);
}

const paths = new Map();

/**
 * The path of a text: one object for each, so that they are equal if they are the same.
 */
function pathOf(from) {
  const parts = $str(from)
    .split("/")
    .filter((name) => name && name !== ".");
  const text = ($str(from).startsWith("/") ? "/" : "") + parts.join("/") || ".";
  if (!paths.has(text)) paths.set(text, new Path(text));
  return paths.get(text);
}

$module("pathlib", () => ({ $Path: pathOf, $PurePath: pathOf }));
