"""What the schema, the parser and the QEMU driver of a libvirt say of XML documents."""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

from live.generation import AS_ROOT, EACH, EMBED, Place, marked, told
from live.ledger import Proof, proof_of
from live.stand_ins import FAULTS, FIRMWARE, GUESTS, NATIVE, replaced

DEFINE = {"domain": "define", "pool": "pool-define"}
SCHEMAS = {"domaincapabilities": "domaincaps", "pool": "storagepool"}
Verdicts = dict[tuple[str, str], str]
"""What is said of a document, by its name, in a step: '' if it is taken."""


class Document(NamedTuple):
    """A whole document, and the version of the libvirt that is to read it.

    `key` is that of the example in the ledger; `note` stands in the test's id.
    """

    name: str
    kind: str
    text: str
    place: Place
    key: str = ""
    note: str = ""

    @property
    def of_page(self) -> bool:
        """Whether it is an example, which the ledger knows by its key."""
        return bool(self.key)

    def replaced(self, step: str = "native") -> tuple[str, str]:
        """The text for the driver of a host that has little, and what that lacks."""
        if not self.of_page:
            return replaced(self.text, FAULTS)
        return replaced(self.text, NATIVE if step == "native" else GUESTS)

    @property
    def id(self) -> str:
        parts = [self.place.version, self.name, self.note, self.replaced()[1]]
        return " ".join(filter(None, parts))

    def proof(self, done: str, without: str = "") -> Proof:
        """That something was done with an example of a page."""
        return proof_of(self.key, self.place.version, done, without)


JOB = f"""{EACH}
cp -r stage/. /
while read -r path schema; do
  virt-xml-validate $path $schema >$path.out 2>&1 || mv $path.out $path.refused
done <schemas
each parser virsh
each driver virsh -c '{EMBED}'
"""


def judged(place: Place, documents: list[Document]) -> Verdicts:
    """What a libvirt says of each of its documents, in one job."""
    files = {**FIRMWARE, **AS_ROOT, "schemas": "", "parser": "", "driver": ""}
    for number, one in enumerate(documents):
        files[f"{number}"] = one.text
        for step in ("define", "native"):
            files[f"{number}-{step}"] = one.replaced(step)[0]
        if one.of_page:
            files["schemas"] += f"{number} {SCHEMAS.get(one.kind, one.kind)}\n"
        if define := DEFINE.get(one.kind):
            files["parser"] += in_test_driver(number, define, validate=one.of_page)
        if one.kind == "domain":
            files["driver"] += in_qemu_driver(number, one.text)
    found = place.run(JOB, files)
    keyed = told(found["parser.err"]) | told(found["driver.err"])
    said = {
        tuple(key.split(None, 1)): text for key, text in keyed.items() if key != "-"
    }
    for number, one in enumerate(documents):
        if one.of_page:
            taken = f"{number}.out" in found
            said[str(number), "schema"] = "" if taken else found[f"{number}.refused"]
    return {(documents[int(n)].name, step): text for (n, step), text in said.items()}


def in_test_driver(number: int, define: str, *, validate: bool) -> str:
    """Commands for virsh; each connection has a driver of its own."""
    anew = ("-", "connect test:///default")
    found = [anew, (f"{number} parser", f"{define} {number}")]
    if validate:  # it reads the whole schema each time
        found += [anew, (f"{number} validated", f"{define} --validate {number}")]
    return marked(found)


def in_qemu_driver(number: int, text: str) -> str:
    """Commands for virsh, which keeps what is defined until it is undefined."""
    name = re.search("<name>(.*?)</name>", text)
    return marked(
        [
            (f"{number} define", f"define --validate {number}-define"),
            ("-", f"undefine --nvram {shlex.quote(name[1])}" if name else ""),
            (f"{number} native", f"domxml-to-native qemu-argv --xml {number}-native"),
        ]
    )


def said_in(found: Verdicts, name: str, *steps: str) -> str:
    """What is told of a document in these steps; KeyError if one was left out."""
    said = {step: found[name, step] for step in steps}
    return "\n".join(f"{step}: {text}" for step, text in said.items() if text)
