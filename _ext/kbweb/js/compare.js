// When values are true, equal, and before one another.

function $t(value) {
  switch (typeof value) {
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "boolean":
      return value;
    case "bigint":
      return value !== 0n;
    case "undefined":
      return false;
  }
  if (value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof $Dict || value instanceof $Set || value instanceof Keys) {
    return value.size > 0;
  }
  if (value instanceof $Record) return value.constructor.$fields.length > 0;
  return value instanceof Bytes ? value.raw !== "" : true;
}

const $both = (value, other) => ($t(value) ? other() : value);
const $either = (value, other) => ($t(value) ? value : other());

const isTuple = (value) => Array.isArray(value) || value instanceof $Record;
const isSet = (value) => value instanceof $Set || value instanceof Keys;
const isNumeric = (value) =>
  typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";

function $eq(a, b) {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (typeof a !== "object" || typeof b !== "object") {
    return isNumeric(a) && isNumeric(b) && a == b; // 1 is True, and 1n
  }
  if (isTuple(a)) {
    if (!isTuple(b)) return false;
    const [x, y] = [[...a], [...b]];
    return x.length === y.length && x.every((value, at) => $eq(value, y[at]));
  }
  if (isSet(a)) return isSet(b) && a.size === b.size && subset(a, b);
  if (a instanceof $Dict) {
    if (!(b instanceof $Dict) || a.size !== b.size) return false;
    return a.$items().every(([key, value]) => b.has(key) && $eq(value, b.$get(key)));
  }
  if (a instanceof Bytes) return b instanceof Bytes && a.raw === b.raw;
  return a.$__eq__ ? a.$__eq__(b) : false;
}

function subset(a, b) {
  for (const key of a.map.keys()) if (!b.map.has(key)) return false;
  return true;
}

/** Less than 0, 0 or more, as `a` comes before `b`, is equal, or comes behind it. */
function order(a, b) {
  if (typeof a === "string" || isNumeric(a)) return a < b ? -1 : a > b ? 1 : 0;
  if (isTuple(a)) {
    const [x, y] = [[...a], [...b]];
    for (let at = 0; at < Math.min(x.length, y.length); at++) {
      if (!$eq(x[at], y[at])) return order(x[at], y[at]);
    }
    return x.length - y.length;
  }
  if (a.$__lt__) return a.$__lt__(b) ? -1 : b.$__lt__(a) ? 1 : 0;
  throw new TypeError_("these have no order");
}

const $lt = (a, b) => (isSet(a) ? a.size < b.size && subset(a, b) : order(a, b) < 0);
const $le = (a, b) => (isSet(a) ? subset(a, b) : order(a, b) <= 0);
const $gt = (a, b) => (isSet(a) ? $lt(b, a) : order(a, b) > 0);
const $ge = (a, b) => (isSet(a) ? subset(b, a) : order(a, b) >= 0);

function $in(value, whole) {
  if (typeof whole === "string") return whole.includes(value);
  if (whole instanceof $Dict || isSet(whole)) return whole.has(value);
  if (whole instanceof Bytes) return whole.contains(value);
  if (Array.isArray(whole) && whole.includes(value)) return true;
  if (Array.isArray(whole) && typeof value === "string") return false;
  for (const part of $iter(whole)) if ($eq(part, value)) return true;
  return false;
}
