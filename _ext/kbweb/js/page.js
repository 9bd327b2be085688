// What a page asks of the core: the same functions that the command calls.

const files = $import("kbcheck.files");
const kinds = $import("kbcheck.kinds");
const versions = $import("kbcheck.versions");
const problems = $import("kbcheck.problem");
const reports = $import("kbcheck.report");
const guides = () => $import("kbcheck.guides");

const UNCHECKED = {
  console: "transcripts of commands cannot be checked here; kbcheck does it",
};
const MAX = 256 * 1024; // what takes a second at worst, of all but hostile texts

/** Checks a text, or bytes as the browser has them. */
function judged(file, about) {
  const codes = file.bytes ?? new TextEncoder().encode(file.text);
  if (codes.length > MAX) throw new TooLarge();
  const name = taken(file.name);
  if (file.bytes) return files.$check_bytes(name, $b.bytes(codes), about);
  // Half a pair is no character; a browser writes this one for it.
  const text = taken(file.text).replace(/[\ud800-\udfff]/g, "\ufffd");
  return files.$check_text(name, text, about);
}

class TooLarge extends Error {
  message =
    `larger than ${MAX / 1024} KiB, which is too much for a page; ` +
    "the command kbcheck takes it";
}

/**
 * How a file is asked about: its kind, if the reader names one, by any of its names.
 */
function asked(file, request) {
  const kind = file.kind ? kinds.$kind_called(file.kind) : null;
  if (file.kind && !kind) throw new Error(`no kind '${file.kind}'`);
  if (kind && kind.$name in UNCHECKED) throw new Error(UNCHECKED[kind.$name]);
  const name = kind && kind.$name !== file.kind ? file.kind : "";
  const level = request.level ?? "driver";
  const about = [level, taken(request.libvirt ?? ""), request.guides ?? []];
  return new files.$Asked(kind?.$name ?? "", name, ...about);
}

/**
 * Checks a file by itself: [what the core made of it, or null; why it made nothing].
 */
function checkOne(file, request) {
  try {
    return [judged(file, asked(file, request)), ""];
  } catch (error) {
    return [null, given(toldBy(error))];
  }
}

/** What an error says to the reader, in the words of the command. */
function toldBy(error) {
  const usage = error instanceof files.$UsageError || error instanceof TooLarge;
  if (usage || !(error instanceof TypeError || error instanceof RangeError))
    return error.message;
  const fault = "internal error, which is a fault of kbcheck, not of your file";
  return `${fault}: ${error.message}; please report it`;
}

/** What is wrong with the request as a whole; '' if nothing is. */
function wrong(request) {
  try {
    if (request.libvirt) versions.$parse_versions(taken(request.libvirt));
    for (const guide of request.guides ?? []) guides().$check_name(guide);
  } catch (error) {
    return given(error.message);
  }
  return "";
}

// --- places -------------------------------------------------------------------------

/** Where the characters of a text are, whose lines and columns count code points. */
class Places {
  constructor(text) {
    this.text = text;
    this.mark = text.startsWith("\ufeff") ? 1 : 0; // no part of the text, for the core
    this.starts = [this.mark];
    for (const end of text.matchAll(/\n/g)) this.starts.push(end.index + 1);
  }
  /** The offset of a line and a column. */
  offset(line, column) {
    let at = this.starts[Math.min(line, this.starts.length) - 1];
    for (let left = column - 1; left > 0 && at < this.text.length; left--) {
      at += this.text.codePointAt(at) > 0xffff ? 2 : 1;
    }
    return Math.min(at, this.text.length);
  }
  /** Where the word, or the tag, ends that begins at an offset. */
  end(start) {
    const word = /<\/?[^\s<>/]*|[^\s<>"'=,;()[\]{}]+/y;
    word.lastIndex = start;
    return start + (word.exec(this.text)?.[0].length ?? 0);
  }
}

function shownProblem(found, places) {
  const start = places.offset(found.$line, found.$column);
  const rule = kbcheck.rule(found.$check);
  return {
    line: found.$line,
    column: found.$column,
    severity: found.$severity,
    check: found.$check,
    message: given(found.$message),
    hint: given(found.$hint),
    silently_ignored: found.$silently_ignored,
    reason: rule?.reason ?? "",
    see: rule?.see ?? "",
    page: rule?.page ?? "",
    start,
    end: places.end(start),
  };
}

function shownFile(file, checked, why) {
  if (!checked) return { name: file.name, kind: "", why, jsonl: "", problems: [] };
  const places = new Places(file.text ?? given(checked.$text));
  return {
    name: file.name,
    kind: checked.$kind,
    why: "",
    jsonl: reports.$jsonl(checked.$path, checked.$kind, checked.$problems),
    problems: checked.$problems.map((found) => shownProblem(found, places)),
  };
}

// --- together -----------------------------------------------------------------------

/** The files that could be checked, with what the guides find; and what they read. */
function guided(checked, request) {
  const about = new files.$Asked(
    "",
    "",
    "driver",
    taken(request.libvirt ?? ""),
    request.guides,
  );
  const covered = files.$coverage(checked, request.guides);
  const coverage = {
    reads: covered.$reads,
    unread: covered.$unread.map((file) => given(file.$path)),
    more: covered.$more,
    useless: covered.$useless,
  };
  return [files.$check_together(checked, about), coverage];
}

function check(request) {
  forget(); // nothing of an earlier check is in the core now
  const error = wrong(request);
  if (error) return { files: [], coverage: null, error };
  const found = request.files.map((file) => checkOne(file, request));
  let checked = found.map((pair) => pair[0]).filter(Boolean);
  let coverage = null;
  let failed = "";
  try {
    if (request.guides?.length && checked.length) {
      [checked, coverage] = guided(checked, request);
    }
  } catch (fault) {
    failed = given(toldBy(fault)); // what each file says by itself stands
  }
  const next = checked[Symbol.iterator]();
  const shown = request.files.map((file, at) => {
    const [own, why] = found[at];
    return shownFile(file, own && next.next().value, why);
  });
  return { files: shown, coverage, error: failed };
}

// --- what there is ------------------------------------------------------------------

let rules = null;

/** Rule id -> the rule, with the page of its guide; those of libvirt's drivers, too. */
function allRules() {
  if (rules) return rules;
  const none = { reason: "", see: "", page: "" }; // libvirt's own rules need no reason
  const drivers = Object.entries(kbcheck.model.driver_rules);
  rules = new Map(drivers.map(([id, rule]) => [id, { ...none, ...rule }]));
  for (const guide of guides().$guides().$values()) {
    for (const rule of guide.$rules) {
      const { $title: title, $reason: reason, $source: source, $see: see } = rule;
      rules.set(rule.$id, { title, reason, source, see, page: guide.$page });
    }
  }
  return rules;
}

Object.assign(kbcheck, {
  MAX,
  check,
  kinds: () =>
    kinds.$KINDS
      .$values()
      .filter((kind) => !(kind.$name in UNCHECKED))
      .map((kind) => ({ name: kind.$name, title: kind.$title })),
  guides: () =>
    guides()
      .$guides()
      .$values()
      .map((guide) => ({ name: guide.$name, title: guide.$title, page: guide.$page })),
  rule: (id) => allRules().get(id) ?? null,
  onHost: (names) =>
    names.flatMap((name) =>
      guides()
        .$guide(name)
        .$rules.filter((rule) => rule.$command)
        .map(({ $id, $title, $command, $shows }) => ({
          id: $id,
          title: $title,
          command: $command,
          shows: $shows,
        })),
    ),
});
