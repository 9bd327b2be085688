// What stands beside the findings: what else to give, what was checked, what was not.
"use strict";

const NEVER = [
  "What only a running host shows: whether the disks, networks, devices and" +
    " processors that a file names are there.",
  "Names that the installed QEMU decides: a machine's version, models and features of" +
    " processors, models of network cards, devices and properties in <qemu:arg>.",
  "What libvirt does not read: comments, <title>, <description>, <metadata>.",
];

function fold(className, words, ...parts) {
  return element("details", className, element("summary", "", words), ...parts);
}

function list(words) {
  return element("ul", "", ...words.map((word) => element("li", "", word)));
}

/** What was found in files, in a line, and the worst of it. */
function summary(files) {
  const problems = files.flatMap((file) => file.answer.problems);
  const unclear = files.filter((file) => file.answer.why).length;
  const many = files.length > 1;
  const [{ title, answer }] = files;
  const kind = answer.kind && ` (${answer.kind})`;
  const found = counted(problems) || (unclear < files.length && "nothing found");
  const open = unclear && (many ? `${unclear} not checked` : "not checked");
  const [worst] = SEVERITIES.filter((s) => problems.some((p) => p.severity === s));
  const words = [found, open].filter(Boolean).join(", ");
  const about = many ? `${files.length} files` : title + kind;
  return [`${about}: ${words}.`, worst ?? (unclear ? "warning" : "clean")];
}

/** A kind by its file, or by what it is. */
function called({ name, title }) {
  return title.startsWith("/") ? title : `${name} (${title})`;
}

/** What the guides make of the files; `add` makes room for a file of a kind. */
function covered(coverage, guides, add) {
  if (!coverage) return [];
  const found = [];
  const { reads, unread, more } = coverage;
  const many = guides.length > 1;
  const who = many ? "The guides read" : "The guide reads";
  const they = many ? "they do" : "it does";
  if (unread.length) {
    const names = listed(unread);
    const words = `${who} only ${listed(reads)}: ${they} not judge ${names}.`;
    found.push(element("p", "", words));
  }
  if (more.length) {
    const words = `${who} more than that, and can then say more. Add what you have:`;
    found.push(element("p", "", words));
    const kinds = globalThis.kbcheck.kinds().filter(({ name }) => more.includes(name));
    const buttons = kinds.map((kind) => button(`+ ${called(kind)}`, () => add(kind)));
    found.push(element("p", "kb-own-more", ...buttons));
  }
  return found.length ? [element("div", "kb-own-cover", ...found)] : [];
}

/** What was checked, and what was not; open where nothing was found. */
function scope(files, libvirt, guides) {
  const judged = files.filter((file) => !file.answer.why);
  if (!judged.length) return [];
  const whose = libvirt ? `libvirt ${libvirt}` : "the newest libvirt that it knows";
  const isGuest = judged.some((file) => file.answer.kind === "domain");
  const done = [
    "Its form: well-formed XML, or the syntax of its settings.",
    `Its names and values: those that ${whose} takes there.`,
    isGuest && "What libvirt's parser and drivers refuse beyond that, or drop.",
    guides.length && `What a program can see of ${listed(guides)}.`,
  ];
  const advice = !guides.length && "The advice of a guide: none is chosen above.";
  const left = [advice, ...NEVER];
  const box = fold(
    "kb-own-scope",
    "What was checked, and what was not",
    element("p", "", "Checked:"),
    list(done.filter(Boolean)),
    element("p", "", "Not checked:"),
    list(left.filter(Boolean)),
  );
  box.open = judged.every((file) => !file.answer.problems.length);
  return [box];
}

/** What must be looked up on the host, folded. */
function onHost(rules) {
  if (!rules.length) return [];
  const items = rules.map(({ id, title, command, shows }) => {
    const rule = globalThis.kbcheck.rule(id);
    const link = rule?.page ? linkTo(`${SITE}${rule.page}.html#${id}`, id) : id;
    const words = shows ? [" shows ", ...withLiterals(shows)] : [];
    const look = element("p", "", element("code", "", command), ...words);
    return element("li", "", element("p", "", title, " ", link), look);
  });
  const words = `Look on the host: ${rules.length} that no file shows`;
  return [fold("kb-own-host", words, element("ul", "", ...items))];
}
