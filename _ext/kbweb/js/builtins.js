// Python's built-in functions, and the methods of lists.

const listMethods = {
  append(value) {
    this.push(value);
    return null;
  },
  extend(values) {
    for (const value of $iter(values)) this.push(value);
    return null;
  },
  insert(at, value) {
    this.splice(at, 0, value);
    return null;
  },
  pop(at = -1) {
    if (!this.length) throw new IndexError("pop from an empty list");
    return this.splice(at, 1)[0];
  },
  remove(value) {
    this.splice(this.$index(value), 1);
    return null;
  },
  clear() {
    this.length = 0;
    return null;
  },
  sort(key = null, reverse = false) {
    this.splice(0, this.length, ...sorted(this, key, reverse));
    return null;
  },
  index(value) {
    const at = this.findIndex((one) => $eq(one, value));
    if (at < 0) throw new ValueError("this is not in the list");
    return at;
  },
  count(value) {
    return this.filter((one) => $eq(one, value)).length;
  },
};

for (const [name, value] of Object.entries(listMethods)) {
  Object.defineProperty(Array.prototype, `$${name}`, { value });
}

function sorted(values, key = null, reverse = false) {
  const pairs = Array.from($iter(values), (value) => [key ? key(value) : value, value]);
  pairs.sort(reverse ? (a, b) => order(b[0], a[0]) : (a, b) => order(a[0], b[0]));
  return pairs.map((pair) => pair[1]);
}

/** `min` (sign -1) or `max` (sign 1): of one iterable, or of several values. */
function extreme(sign) {
  return (first, ...rest) => {
    if (rest.length && typeof rest[0] !== "function" && rest[0] !== undefined) {
      return outermost([first, ...rest], null, sign, undefined);
    }
    return outermost(first, rest[0] ?? null, sign, rest[1]);
  };
}

function outermost(values, key, sign, otherwise) {
  let [found, best] = [otherwise, undefined];
  for (const value of $iter(values)) {
    const weight = key ? key(value) : value;
    if (best === undefined || sign * order(weight, best) > 0)
      [found, best] = [value, weight];
  }
  if (found === undefined) throw new ValueError("there is no value");
  return found;
}

function int(value = 0, base = 10) {
  if (typeof value !== "string")
    return typeof value === "bigint" ? value : Math.trunc(value);
  const [, sign, digits] = /^([+-]?)(?:0x)?(.*)$/isu.exec(value.$strip());
  const plain = given(digits).replace(/\p{Nd}/gu, digitOf);
  const known = base === 16 ? /^[0-9a-f]+$/i : /^[0-9]+$/;
  if (!known.test(plain) || (base === 10 && /^[+-]?0x/i.test(value.$strip()))) {
    throw new ValueError(`invalid literal for int() with base ${base}: ${repr(value)}`);
  }
  const size = BigInt(base === 16 ? `0x${plain}` : plain);
  return shrunk(sign === "-" ? -size : size);
}

/** The ASCII digit that a digit of any script is: ten of them stand side by side. */
function digitOf(character) {
  let code = character.codePointAt(0);
  if (code < 0x80) return character;
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code -= 1;
    value += 1;
  }
  return String(value);
}

function range(start, stop, step = 1) {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const size = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length: size }, (_, at) => from + at * step);
}

/** Several side by side, as far as the shortest goes; one of them may have no end. */
function zip(...all) {
  const sources = all.map((one) => $iter(one)[Symbol.iterator]());
  const rows = [];
  for (;;) {
    const row = [];
    for (const source of sources) {
      const next = source.next();
      if (next.done) return rows;
      row.push(next.value);
    }
    rows.push(row);
  }
}

function nextOf(source, otherwise) {
  const found = source.next();
  if (!found.done) return found.value;
  if (otherwise === undefined) throw new RuntimeError("StopIteration");
  return otherwise;
}

function lengthOf(value) {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (value instanceof $Record) return value.constructor.$fields.length;
  return value.$__len__ ? value.$__len__() : (value.size ?? value.length);
}

function dict(from = []) {
  return new $Dict(from);
}

dict.$fromkeys = (keys, value = null) =>
  $dict(Array.from($iter(keys), (key) => [key, value]));

const $isInt = (value) => isNumeric(value) && isWhole(value);
const $isFloat = (value) => typeof value === "number";
const list = (values = []) => [...$iter(values)];

const $b = {
  abs: Math.abs,
  all: (values) => list(values).every($t),
  any: (values) => list(values).some($t),
  bool: $t,
  bytearray: (values) => new ByteArray(values),
  bytes: bytesOf,
  chr: characterOf,
  dict,
  enumerate: (values, start = 0) =>
    Array.from($iter(values), (v, at) => [at + start, v]),
  filter: (test, values) =>
    list(values).filter((value) => $t(test ? test(value) : value)),
  float: Number,
  frozenset: (values) => new FrozenSet(values),
  getattr: (object, name, otherwise) => object?.[`$${name}`] ?? otherwise,
  int,
  iter: (values) => $iter(values)[Symbol.iterator](),
  len: lengthOf,
  list,
  map: (work, ...all) => zip(...all).map((row) => work(...row)),
  max: extreme(1),
  min: extreme(-1),
  next: nextOf,
  ord: codeOf,
  range,
  repr,
  reversed: (values) => list(values).reverse(),
  set: (values) => new $Set(values),
  sorted,
  str: (value = "") => $str(value),
  sum: (values, start = 0) => list(values).reduce($add, start),
  tuple: list,
  zip,
  ArithmeticError,
  Exception,
  IndexError,
  KeyError,
  LookupError,
  OSError,
  RuntimeError,
  TypeError: TypeError_,
  UnicodeDecodeError,
  UnicodeEncodeError,
  ValueError,
};
