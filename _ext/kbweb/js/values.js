// Dicts and sets, and when values are true, equal, or before one another.

let serials = 0;
const serialOf = new WeakMap();

function serial(object) {
  if (!serialOf.has(object)) serialOf.set(object, ++serials);
  return serialOf.get(object);
}

/** What a Map knows a value by: two values that Python takes for equal have one key. */
function $key(value) {
  if (typeof value === "string" || typeof value === "number" || value === null)
    return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint") return shrunk(value);
  if (Array.isArray(value) || value instanceof $Record) {
    let key = "\0(";
    for (const part of value) key += `${partOfKey(part)},`;
    return key;
  }
  if (value instanceof $Set) return value.key();
  return value instanceof Bytes ? `\0b${value.raw}` : value;
}

function partOfKey(value) {
  const key = $key(value);
  if (typeof key === "string") return key[0] === "\0" ? key : `s${key.length}:${key}`;
  if (key !== null && typeof key === "object") return `o${serial(key)}`;
  return typeof key === "function" ? `o${serial(key)}` : `n${key}`;
}

class $Dict {
  constructor(...args) {
    this.map = new Map(); // key -> [the value that has this key, what stands there]
    this.$__init__(...args);
  }
  $__init__(pairs = []) {
    for (const [key, value] of $pairs(pairs)) this.put(key, value);
  }
  get size() {
    return this.map.size;
  }
  has(key) {
    return this.map.has($key(key));
  }
  put(key, value) {
    const known = this.map.get($key(key));
    if (known) known[1] = value;
    else this.map.set($key(key), [key, value]);
  }
  $__getitem__(key) {
    const found = this.map.get($key(key));
    if (found) return found[1];
    return this.$__missing__(key);
  }
  $__missing__(key) {
    throw new KeyError(key);
  }
  [Symbol.iterator]() {
    return this.$keys()[Symbol.iterator]();
  }
  $keys() {
    return new Keys(this);
  }
  $values() {
    return Array.from(this.map.values(), (pair) => pair[1]);
  }
  $items() {
    return Array.from(this.map.values(), (pair) => [pair[0], pair[1]]);
  }
  $get(key, otherwise = null) {
    const found = this.map.get($key(key));
    return found ? found[1] : otherwise;
  }
  $setdefault(key, value = null) {
    if (!this.has(key)) this.put(key, value);
    return this.$get(key);
  }
  $pop(key, ...otherwise) {
    if (!this.has(key) && otherwise.length) return otherwise[0];
    const value = this.$__getitem__(key);
    this.map.delete($key(key));
    return value;
  }
  $update(other) {
    for (const [key, value] of $pairs(other)) this.put(key, value);
    return null;
  }
  $clear() {
    this.map.clear();
    return null;
  }
}

/** The keys of a dict: in the order of the dict, and compared as a set. */
class Keys {
  constructor(dict) {
    this.dict = dict;
  }
  get size() {
    return this.dict.size;
  }
  get map() {
    return this.dict.map;
  }
  has(key) {
    return this.dict.has(key);
  }
  *[Symbol.iterator]() {
    for (const pair of this.dict.map.values()) yield pair[0];
  }
}

class Counter extends $Dict {
  $__init__(counted = []) {
    this.$update(counted);
  }
  $__missing__() {
    return 0;
  }
  $update(counted) {
    for (const value of $iter(counted)) this.put(value, this.$__getitem__(value) + 1);
    return null;
  }
  $subtract(counted) {
    for (const value of $iter(counted)) this.put(value, this.$__getitem__(value) - 1);
    return null;
  }
}

function $dict(pairs) {
  return new $Dict(pairs);
}

/** The pairs of a dict, or those that an iterable has. */
function $pairs(from) {
  return from instanceof $Dict ? from.$items() : $iter(from);
}

/** A dict as the members that a record is made from. */
function $members(dict) {
  return Object.fromEntries(dict.$items().map(([key, value]) => [`$${key}`, value]));
}

class $Set {
  constructor(values = []) {
    this.map = new Map();
    this.$update(values);
  }
  get size() {
    return this.map.size;
  }
  has(value) {
    return this.map.has($key(value));
  }
  [Symbol.iterator]() {
    return this.map.values();
  }
  key() {
    this.kept ??= `\0{${Array.from(this.map.values(), partOfKey).sort().join()}`;
    return this.kept;
  }
  within(other) {
    for (const key of this.map.keys()) if (!other.map.has(key)) return false;
    return true;
  }
  $add(value) {
    this.kept = undefined;
    this.map.set($key(value), value);
    return null;
  }
  $discard(value) {
    this.kept = undefined;
    this.map.delete($key(value));
    return null;
  }
  $pop() {
    const [value] = this;
    this.$discard(value);
    return value;
  }
  $update(...others) {
    for (const other of others) for (const value of $iter(other)) this.$add(value);
    return null;
  }
  $union(...others) {
    const whole = new this.constructor(this);
    whole.$update(...others);
    return whole;
  }
  $intersection(other) {
    return new this.constructor(Array.from($iter(other)).filter((v) => this.has(v)));
  }
  $isdisjoint(other) {
    if (!(other instanceof $Set))
      return !Array.from($iter(other)).some((v) => this.has(v));
    const [few, many] = this.size < other.size ? [this, other] : [other, this];
    for (const key of few.map.keys()) if (many.map.has(key)) return false;
    return true;
  }
  $issuperset(other) {
    for (const value of $iter(other)) if (!this.has(value)) return false;
    return true;
  }
}

/** One that nothing changes; `|=` makes another. */
class FrozenSet extends $Set {}
