// Sums, products, and parts of things.

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** An int as a number, if it is small enough to be exact. */
function shrunk(int) {
  return int >= -MOST && int <= MOST ? Number(int) : int;
}

const isWhole = (value) => typeof value !== "number" || Number.isInteger(value);

/** What `work` makes of two numbers; of whole ones, exactly. */
function reckoned(a, b, work) {
  if (typeof a === "boolean") a = Number(a);
  if (typeof b === "boolean") b = Number(b);
  if (typeof a === "number" && typeof b === "number") {
    const found = work(a, b);
    if (Number.isSafeInteger(found) || !isWhole(a) || !isWhole(b)) return found;
  }
  if (!isWhole(a) || !isWhole(b)) return work(Number(a), Number(b));
  return shrunk(work(BigInt(a), BigInt(b)));
}

function $add(a, b) {
  if (typeof a === "string") return a + b;
  if (Array.isArray(a)) return [...a, ...$iter(b)];
  if (a instanceof $Record) return [...a, ...$iter(b)];
  if (a instanceof Bytes) return new Bytes(a.raw + b.raw);
  return reckoned(a, b, (x, y) => x + y);
}

/** `a += b`: a list grows, and stays the same list. */
function $iadd(a, b) {
  if (!Array.isArray(a)) return $add(a, b);
  for (const value of $iter(b)) a.push(value);
  return a;
}

function $sub(a, b) {
  if (isSet(a))
    return likeSet(
      a,
      [...a].filter((value) => !b.has(value)),
    );
  return reckoned(a, b, (x, y) => x - y);
}

function $mul(a, b) {
  if (typeof a === "number" && typeof b !== "number" && typeof b !== "bigint") {
    return $mul(b, a);
  }
  if (typeof a === "string") return a.repeat(Math.max(0, b));
  if (a instanceof Bytes) return new Bytes(a.raw.repeat(Math.max(0, b)));
  if (Array.isArray(a)) return Array.from({ length: Math.max(0, b) }, () => a).flat();
  return reckoned(a, b, (x, y) => x * y);
}

function $div(a, b) {
  return a.$__truediv__ ? a.$__truediv__(b) : Number(a) / Number(b);
}

function $floordiv(a, b) {
  if (typeof a === "number" && typeof b === "number") return Math.floor(a / b);
  const [x, y] = [BigInt(a), BigInt(b)];
  const cut = x % y !== 0n && x < 0n !== y < 0n; // JavaScript rounds towards 0
  return shrunk(x / y - (cut ? 1n : 0n));
}

/** The rest of a division, or a text with values in the places of '%s'. */
function $mod(a, b) {
  if (typeof a !== "string") return $sub(a, $mul($floordiv(a, b), b));
  const values = Array.isArray(b) ? [...b] : [b];
  return a.replace(/%[s%]/g, (mark) => (mark === "%%" ? "%" : $str(values.shift())));
}

const $pow = (a, b) => shrunk(BigInt(a) ** BigInt(b));
const $shl = (a, b) => shrunk(BigInt(a) << BigInt(b));

function $or(a, b) {
  if (a instanceof $Set) return a.$union(b);
  if (a instanceof $Dict) return $dict([...a.$items(), ...b.$items()]);
  return shrunk(BigInt(a) | BigInt(b));
}

/** `a |= b`: a set or a dict grows, and stays the same. */
function $ior(a, b) {
  if (a instanceof FrozenSet || !(a instanceof $Set || a instanceof $Dict))
    return $or(a, b);
  a.$update(b);
  return a;
}

/** A set of values that is frozen if another is. */
function likeSet(other, values) {
  return other instanceof FrozenSet ? new FrozenSet(values) : new $Set(values);
}

function $and(a, b) {
  if (isSet(a))
    return likeSet(
      a,
      [...a].filter((value) => b.has(value)),
    );
  return shrunk(BigInt(a) & BigInt(b));
}

// --- parts --------------------------------------------------------------------------

/** What stands between [ and ] in `x[start:stop]`, or in `x[::-1]`. */
class Span {
  constructor(start, stop, backward) {
    Object.assign(this, { start, stop, backward });
  }
  /** Its ends in something of a length; both count from the front. */
  of(length) {
    const place = (at) => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
    const start = this.start === null ? 0 : place(this.start);
    return [start, Math.max(start, this.stop === null ? length : place(this.stop))];
  }
}

const $span = (start, stop, backward = false) => new Span(start, stop, backward);

function $at(whole, index) {
  if (whole instanceof $Dict || whole instanceof Match)
    return whole.$__getitem__(index);
  if (whole instanceof $Record) whole = [...whole];
  if (index instanceof Span) return sliced(whole, index);
  const found = whole.at(index);
  if (found === undefined) throw new IndexError("index out of range");
  return found;
}

function sliced(whole, span) {
  if (whole instanceof Bytes) return new Bytes(sliced(whole.raw, span));
  const found = whole.slice(...span.of(whole.length));
  if (!span.backward) return found;
  return typeof found === "string" ? [...found].reverse().join("") : found.reverse();
}

function $put(whole, index, value) {
  if (whole instanceof $Dict) whole.put(index, value);
  else if (whole instanceof ByteArray) whole.put(index.of(whole.codes.length), value);
  else if (index instanceof Span) {
    const [start, stop] = index.of(whole.length);
    whole.splice(start, stop - start, ...$iter(value));
  } else whole[index < 0 ? index + whole.length : index] = value;
}

function $del(whole, index) {
  if (whole instanceof $Dict) whole.$pop(index);
  else if (whole.$__delitem__) whole.$__delitem__(index);
  else if (index instanceof Span) {
    const [start, stop] = index.of(whole.length);
    whole.splice(start, stop - start);
  } else whole.splice(index, 1);
}

/** What a `for` goes over. */
function $iter(from) {
  if (typeof from === "string") return from.split("");
  if (from === null || from[Symbol.iterator] === undefined) {
    throw new TypeError_("this cannot be gone over");
  }
  return from;
}
