"""What reads other examples than daemons do: tools of the system, virsh and QEMU."""

from __future__ import annotations

import re
import shlex
from functools import cache

import pytest

from live.generation import Place
from live.ledger import Prove, proof_of
from live.stand_ins import StandIn, replaced
from live.test_settings import STAGE, Example, examples
from pages import snippets, wrong_snippets

READERS = {
    "systemd-unit": "systemd-analyze",
    "fstab": "findmnt",
    "modprobe.d": "modprobe",
    "uri": "virsh",
    "auth.conf": "virsh",
    "device-list": "virsh",
    "qemu-argv": "qemu-system-x86_64",
}
"""The kinds, and the program that reads each."""

JOB = f"""{STAGE}
systemd-unit() {{  # a drop-in is read with its unit
  local unit=${{2%.d/*}}
  install -D $1 $2
  systemd-analyze verify ${{unit##*/}} 2>&1 | grep "^$2:"
  rm $2
}}
fstab() {{ mkdir -p $(awk '{{ print $2 }}' $1)
          findmnt --verify --tab-file $1 2>&1 | grep -v ^Success; }}
modprobe.d() {{ modprobe --config $PWD/$1 --showconfig 2>&1 | grep $PWD/$1; }}
uri() {{
  local uri
  while read -r uri; do
    unshare --net virsh -c "$uri" uri 2>&1 </dev/null
  done <$1 | grep '^error: .*\\(parse\\|invalid\\)'
}}
auth.conf() {{
  LIBVIRT_AUTH_FILE=$PWD/$1 virsh -c test://$PWD/$1.xml uri 2>&1 >/dev/null </dev/null
}}
device-list() {{ of_driver $1.d; [ -e $1.d.read ] || cat $1.d.said; }}
qemu-argv() {{
  local path
  for path in $(grep -o '/var/lib[^"]*[.]aes' $1); do
    mkdir -p ${{path%/*}} && head -c 32 /dev/zero >$path
  done
  for path in $(grep -o '/var/lib[^"]*[.]qcow2' $1); do
    qemu-img create -q -f qcow2 $path 1M
  done
  timeout 2 bash $1 >$1.ran 2>&1
  [ $? = 124 ] || {{ cat $1.ran; echo "it has ended"; }}
}}
"""
"""Each prints what is wrong, for a file and the path that an example states."""

LACKING = (
    # The test driver asks for a name and a password in another way.
    StandIn("SASL", r"(?m)^\[auth-libvirt-", "[auth-test-"),
    StandIn("SASL", r"(?m)^authname=", "username="),
    # What the page leaves out.
    StandIn("a display", r"(?<= -S \\\n)", "-display none "),
)  # fmt: skip
LOGIN = re.compile(r"(?m)^username=(.*)\npassword=(.*)\n")


@cache
def read() -> list[Example]:
    """The examples of these kinds, right and wrong."""
    return examples([*snippets(*READERS), *wrong_snippets(*READERS)])


def placed(example: Example, number: int) -> dict[str, str]:
    """The files of a job that an example needs, its own first."""
    text = replaced(example.text, LACKING)[0]
    files = {f"{number}": text}
    if example.kind == "device-list":
        paths = ", ".join(f'"{path}"' for path in text.split())
        files[f"{number}.d/qemu.conf"] = f"cgroup_device_acl = [ {paths} ]\n"
    for name, password in LOGIN.findall(text):
        user = f"<user password='{password}'>{name}</user>"
        files[f"{number}.xml"] = f"<node><auth>{user}</auth></node>"
    return files


@cache
def said(place: Place) -> dict[str, str]:
    """What is said against each example; '' if it is read."""
    found = [one for one in read() if one.place == place]
    lines, files = [JOB], {}
    for number, one in enumerate(found):
        files |= placed(one, number)
        path = shlex.quote(one.options.get("file", ""))
        lines.append(f"{one.kind} {number} {path} >{number}.told")
    out = place.run("\n".join([*lines, "exit 0"]), files)
    return {one.name: out[f"{n}.told"].strip() for n, one in enumerate(found)}


def named(example: Example) -> str:
    return " ".join(filter(None, [example.id, replaced(example.text, LACKING)[1]]))


@pytest.mark.parametrize("example", read(), ids=named)
def test_it_is_refused_if_and_only_if_we_call_it_fatal(
    example: Example, prove: Prove
) -> None:
    """What only a guide finds, or is of no effect, is read."""
    example.place.needs(READERS[example.kind])
    told = said(example.place)[example.name]
    assert bool(told) == example.is_fatal(), told
    done = "refused" if told else "read"
    without = replaced(example.text, LACKING)[1]
    prove(proof_of(example.key, example.place.version, done, without))
