// Modules, exceptions and classes: what every translated line stands on.
//
// Members of Python's objects begin with '$' in all of these files (`text.$strip()`),
// and so do functions that translated code calls. A str is a string, a list or a tuple
// an array, an int a number (a BigInt past 2^53), None is null.

const makers = new Map();
const made = new Map();

/** Says how a module is made; it is made when something first imports it. */
function $module(name, make) {
  makers.set(name, make);
}

function $import(name) {
  if (!made.has(name)) {
    if (!makers.has(name)) throw new Error(`there is no module ${name}`);
    made.set(name, makers.get(name)());
  }
  return made.get(name);
}

// --- exceptions ---------------------------------------------------------------------

class Exception extends Error {
  constructor(...args) {
    super();
    this.$__init__(...args);
  }
  $__init__(...args) {
    this.$args = args;
  }
  $__str__() {
    return this.$args?.length ? $str(this.$args[0]) : "";
  }
  get message() {
    return this.$__str__();
  }
}
class ArithmeticError extends Exception {}
class LookupError extends Exception {}
class IndexError extends LookupError {}
class KeyError extends LookupError {}
class OSError extends Exception {}
class RuntimeError extends Exception {}
class TypeError_ extends Exception {}
class ValueError extends Exception {}

/** Where a text cannot become bytes, or bytes a text: at `start`. */
class UnicodeEncodeError extends ValueError {
  $__init__(start) {
    this.$start = start;
  }
}
class UnicodeDecodeError extends UnicodeEncodeError {}

// --- objects ------------------------------------------------------------------------

class $Object {
  constructor(...args) {
    this.$__init__(...args);
  }
  $__init__() {}
}

/** A dataclass: equal to one of the same class with equal fields. */
class $Data {
  $__eq__(other) {
    if (this.constructor !== other.constructor) return false;
    return this.constructor.$fields.every((field) => $eq(this[field], other[field]));
  }
}

/** A NamedTuple: a tuple, too. */
class $Record {
  static get $_fields() {
    return this.$fields.map((field) => field.slice(1));
  }
  *[Symbol.iterator]() {
    for (const field of this.constructor.$fields) yield this[field];
  }
  $_replace(changed) {
    return $replace(this, changed);
  }
  $_asdict() {
    return $dict(
      this.constructor.$fields.map((field) => [field.slice(1), this[field]]),
    );
  }
}

/** A copy of a record or of a dataclass with other values of some fields. */
function $replace(record, changed) {
  return Object.assign(Object.create(Object.getPrototypeOf(record)), record, changed);
}

/** A record from the first of its fields in order, and others by name. */
function $record(made_of, given, named) {
  const rest = made_of.$fields.slice(given.length);
  return new made_of(...given, ...rest.map((field) => named[field]));
}

/** Arguments in their places, for a call that has some behind a `*`. */
function $placed(given, named) {
  for (const [at, value] of named) given[at] = value;
  return Array.from(given);
}

/** A class as a function: what `map` calls. */
function $maker(made_of) {
  return (...args) => new made_of(...args);
}

/**
 * A method with its object; a function that is a value of the object stays as it is.
 */
function $bound(object, name) {
  const value = object[name];
  const own = Object.hasOwn(object, name) || typeof value !== "function";
  return own ? value : value.bind(object);
}

/** A method of texts without its text, as `map(str.strip, …)` has it. */
function $unbound(name) {
  return (object, ...args) => object[name](...args);
}

/** The value of a cached property: from now on it is the object's own. */
function $kept(object, name, make) {
  const value = make();
  Object.defineProperty(object, name, { value, writable: true });
  return value;
}

/**
 * A function that keeps what it gave for the same arguments; not if a character stands
 * in for another in them, which another check forgets.
 */
function $cached(work) {
  const kept = new Map();
  return (...args) => {
    const key = args.length === 1 ? $key(args[0]) : $key(args);
    if (typeof key === "string" && /[\ue000-\uf8ff]/.test(key)) return work(...args);
    if (!kept.has(key)) kept.set(key, work(...args));
    return kept.get(key);
  };
}
