// The modules of Python's library that are small; `re`, `difflib`, `pathlib` and `lxml`
// have files of their own.

$module("base64", () => ({
  /** How many bytes it stands for is all that anybody asks. */
  $b64decode(text) {
    const right = /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
    if (!right) throw new ValueError("Incorrect padding");
    return $bytes("x".repeat((text.length / 4) * 3 - /=*$/.exec(text)[0].length));
  },
}));

$module("bisect", () => ({
  $bisect_right(sequence, value) {
    let [low, high] = [0, sequence.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ($lt(value, sequence[middle])) high = middle;
      else low = middle + 1;
    }
    return low;
  },
}));

$module("codecs", () => ({
  $BOM_UTF8: $bytes("\xef\xbb\xbf"),
  $BOM_UTF16_LE: $bytes("\xff\xfe"),
  $BOM_UTF16_BE: $bytes("\xfe\xff"),
}));

$module("collections", () => ({ $Counter: (values) => new Counter(values) }));

$module("dataclasses", () => ({ $replace }));

// Only whether there is such a day and time is asked.
$module("datetime", () => ({
  $datetime(year, month, day, hour, minute, second) {
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][
      month - 1
    ];
    const right = day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
    if (!right || year < 1) throw new ValueError("there is no such time");
    return null;
  },
}));

// Of decimal numbers, bounds are asked: those of the model are small.
class InvalidOperation extends ArithmeticError {}

$module("decimal", () => ({
  $InvalidOperation: InvalidOperation,
  $Decimal(text) {
    const number = Object(Number(text));
    number.$is_nan = () => Number.isNaN(Number(text));
    return number;
  },
}));

$module("itertools", () => ({
  $accumulate(values, _work, initial) {
    const sums = [initial];
    for (const value of $iter(values)) sums.push(sums.at(-1) + value);
    return sums;
  },
  $compress: (values, kept) =>
    zip(values, kept)
      .filter((row) => $t(row[1]))
      .map((row) => row[0]),
  *$count(start = 0) {
    for (let number = start; ; number++) yield number;
  },
}));

// --- JSON ---------------------------------------------------------------------------

/** JSON's objects as dicts, also below; {"int": "…"} is a number past 2^53. */
function fromJson(value) {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      if (typeof value[at] === "object") value[at] = fromJson(value[at]);
    }
    return value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.int === "string") return BigInt(value.int);
  return $dict(Object.entries(value).map(([key, inner]) => [key, fromJson(inner)]));
}

/** JSON as Python writes it: blanks behind ',' and ':', and ASCII alone. */
function toJson(value) {
  if (typeof value === "string") {
    const escape = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return JSON.stringify(given(value)).replace(/[\x7f-\uffff]/g, escape);
  }
  if (isTuple(value)) return `[${Array.from(value, toJson).join(", ")}]`;
  if (!(value instanceof $Dict)) return value === null ? "null" : String(value);
  const pairs = value
    .$items()
    .map(([key, inner]) => `${toJson($str(key))}: ${toJson(inner)}`);
  return `{${pairs.join(", ")}}`;
}

$module("json", () => ({
  $dumps: toJson,
  $loads: (text) => fromJson(JSON.parse(text)),
}));

// --- the model ----------------------------------------------------------------------

// What the core reads of its model lies in kbcheck.model, by name.
const stored = (name) => fromJson(structuredClone(kbcheck.model[name]));

$module("kbcheck.cache", () => ({ $kept_json: stored }));

$module("kbcheck.settings.tablefile", () => ({
  $read_forms: () => stored("forms"),
  $read_table: (kind) => stored(`settings/${kind}`),
  $missing_part: (kind, name) => new Error(`the table of ${kind} lacks ${name}`),
}));

$module("kbcheck.modelfile", () => ({
  $model_path: (...parts) => pathOf(`/model/${parts.join("/")}`),
  /**
   * Of a folder of guides, the files; of another, itself: it is one thing in the model.
   */
  $model_files(folder) {
    const guides = Object.keys(kbcheck.model).filter((name) =>
      name.startsWith("rules-"),
    );
    const names = guides
      .map((name) => name.slice(6))
      .filter((name) => name !== "driver");
    return names.sort().map((name) => pathOf(`${$str(folder)}/${name}.toml`));
  },
  $model_text: () => "",
  $shown_path: $str,
}));

$module("kbcheck.console", () => ({
  $check_transcript() {
    throw new Error("transcripts cannot be checked here");
  },
}));
