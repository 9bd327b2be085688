"""A fault in the model's own files is told with its file and line, and as ours."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from damaged_model import MODEL, copied_model, forget, loader
from kbcheck.problem import ModelError
from samples import LARGE

TABLES = sorted(MODEL.rglob("*.toml"))
SAMPLE = 5 if LARGE else 2  # lines of each file; all of them were tried by hand


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with copied_model(tmp_path, monkeypatch) as found:
        yield found


def damage(path: Path, old: str, new: str) -> int:
    """Replace a text of a file, once; the line where it stood."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text.partition(old)[0].count("\n") + 1


def fault(path: Path) -> ModelError | None:
    """What the loader of a file says of it; None if it is sound."""
    try:
        loader(path)()
    except ModelError as err:
        return err
    return None


FAULTS = [  # file, a text of it, what stands there instead, what is told
    ("commands/virsh.toml", 'meaning = "The command line of libvirt."', "",
     ":5: virsh lacks meaning"),
    ("commands/libvirt.toml", 'value = "URI"', "",
     ":5: LIBVIRT_DEFAULT_URI lacks value"),
    ("commands/virsh.toml", "bare = true", "bear = true",
     "virsh: there is no field 'bear'; did you mean 'bare'?"),
    ("commands/virsh.toml", "bare = true", "bare = 1", "bare is not true or false"),
    ("commands/virsh.toml", "bare = true", "bare = ", "is not TOML: Invalid value"),
    ("commands/virsh.toml", 'output = "domain"', 'output = "domian"',
     "there is no kind 'domian'; did you mean 'domain'?"),
    ("commands/virsh.toml", 'since = "', 'since = "v', "is not a version"),
    ("commands/virsh.toml", "options = [", 'options = [ "no-dash",',
     "the option 'no-dash' does not read"),
    ("commands/virsh.toml", "@9.0.0..11.3.0", "@11.3.0..9.0.0",
     "9.0.0 is not newer than 11.3.0"),
    ("commands/virsh.toml", '"--target?"', '"--tarket?"',
     "the argument '--tarket?' is none of the options"),
    ("commands/libvirt.toml", 'like = "libvirtd"', 'like = "libvirtdd"',
     "there is no command 'libvirtdd'; did you mean 'libvirtd'?"),
    ("commands/virt-install.toml", 'lists = "virt-install"', 'lists = "virt"',
     "there is no file of lists 'virt'; known are qemu-img or virt-install"),
    ("lists/virt-install.toml", 'parts = ["xml"]', 'parts = ["xlm"]',
     "there is no part 'xlm'; did you mean 'xml'?"),
    ("lists/virt-install.toml", "first = [", "frist = [", "there is no field 'frist'"),
    ("lists/virt-install.toml", ":YESNO", ":NOYES", "there is no form 'NOYES'"),
    ("settings/qemu.conf.toml", '"9.0.0..11.3.0"', '"11.3.0..9.0.0"',
     "9.0.0 is not newer than 11.3.0"),
    ("settings/fstab.toml", 'pattern = "', 'pattern = "(',
     "is not a regular expression"),
    ("settings/forms.toml", "said = ", "siad = ", "there is no field 'siad'"),
    ("settings/forms.toml", "[form.text]", "[form.txet]", "there is no form 'text'"),
    ("settings/fstab.toml", 'type = "', 'type = "x', "there is no type 'x"),
    ("settings/qemu.conf.toml", "max = ", 'max = "9" # ', "is not a whole number"),
    ("settings/qemu.conf.toml", "title = ", "titel = ", "there is no field 'titel'"),
    ("settings/grub-default.toml", "command_lines", "command_line",
     "did you mean 'command_lines'?"),
    ("guides/sev.toml", 'find = "', 'find = "count(', "is not an XPath"),
    ("guides/sev.toml", 'find = "launchSecurity', 'find = "1 + launchSecurity',
     "finds something else than elements"),
    ("guides/sev.toml", 'must = "', 'must = "not ', "no test 'not "),
    ("guides/sev.toml", "[words]\n", "[words]\nidle = 'x'\n",
     "no rule uses the word 'idle'"),
    ("guides/sev.toml", 'libvirt = "', 'libvirt = "~', "not a range of versions"),
    ("guides/sev.toml", "bits = [", "bits = [64, ", "numbers from 0 to 63"),
    ("driver/guest.toml", 'pattern = "', 'pattern = "(', "is not a regular expression"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "told"), FAULTS, ids=[f"{f[0]}-{f[2]}" for f in FAULTS]
)
def test_a_fault_of_a_table_names_its_line(
    model: Path, name: str, old: str, new: str, told: str
) -> None:
    line = damage(model / name, old, new)
    with pytest.raises(ModelError) as caught:
        loader(model / name)()
    assert told in str(caught.value)
    assert caught.value.path == str(model / name)
    # What is missing is told at the head of its table.
    assert line - 4 <= caught.value.line <= line + 1


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("arguments", '"--target?"', '"--tarket?"'),
        ("options", '"--persistent"', '"persistent"'),
    ],
)
def test_a_wrong_word_of_a_list_is_told_where_the_list_begins(
    model: Path, key: str, old: str, new: str
) -> None:
    table = model / "commands/virsh.toml"
    line = damage(table, old, new)
    found = fault(table)
    assert found is not None
    lines = table.read_text("utf-8").split("\n")
    begun = [n for n, text in enumerate(lines[:line], 1) if text.startswith(key)]
    assert found.line == begun[-1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("start = a\n\na = b\n", "3: there is no definition b"),
        ("start = ab\nabd = text\n", "1: there is no definition ab; did you mean abd?"),
        ("start = element a { b }\nb = text |\n  c\nc = b\n",
         "4: the definition b refers to itself"),
        ("a = text\n", "1: the grammar has no start"),
        ("start = element a {\n  xsd:whole }\n", "2: no datatype xsd:whole here"),
        ('start = xsd:string { pattern = "\\p{L}" }\n', "1: the escape \\p"),
        ('start = xsd:string { pattern = "(" }\n', "1: missing )"),
        ('start = xsd:int { minLength = "x" }\n', "1: invalid literal"),
        ('start = xsd:int "x"\n', "1: invalid literal"),
        ('start = "\\x{110000}"\n', "1: expected a character of Unicode"),
        ('namespace m = "urn:kbcheck:model"\nstart =\n[ m:since = "new" ]\n'
         "element a { text }\n", "4: m:since: 'new' is not a version"),
        ('namespace m = "urn:kbcheck:model"\nstart =\n[ m:since = "9.1.0..9.0.0" ]\n'
         "element a { text }\n", "4: m:since: 9.0.0 is not newer than 9.1.0"),
        ('namespace m = "urn:kbcheck:model"\nstart =\n[ m:sinse = "1.0.0" ]\n'
         "element a { text }\n", "4: expected since or see"),
        ('include "gone.rnc"\n', "1: no file gone.rnc"),
        ('start = text\ninclude "a.rnc"\n', "2: a.rnc includes itself"),
        ('start = text\ninclude "other.rnc" {\n c = text }\n',
         "2: other.rnc has no definition c to override"),
        ('include "other.rnc"\nstart = b\nb = text\n',
         "3: b is defined twice without |= or &="),
        ("start = b\nb |= text\nb &= text\n",
         "3: b is defined twice without |= or &="),
        ("start = text, text | text\n", "1: expected parentheses: , and | do not mix"),
        ("start = external\n", "1: 'external' is not covered here"),
        ("start = p:a", "1: expected a declared datatypes prefix for p:a"),
        ("start = element p:a { text }\n", "1: expected a declared prefix for p:a"),
        ("start = element p:* { text }\n", "1: expected a declared prefix for p:*"),
        ("start = element a {\n\n", "3: expected a name, found 'the end of the file'"),
        ("start = element a { text\nb = text", "2: expected '}', found 'b'"),
        ("start = text\nb text", "2: expected '=', found 'text'"),
        ("start = text\n}", "2: expected a definition, found '}'"),
        ('start = xsd:string { "x" }', "1: expected a name, found"),
        ("start = xsd:string { pattern = x }", "1: expected a string, found 'x'"),
        ("start = text $", "1: unexpected '$'"),
        ('start = """a\nb""",\n\n$', "4: unexpected '$'"),
        ('start = xsd:string { size = "1" }', "1: no facet size here"),
        ('start = xsd:string { pattern = "[a-[b]]" }', "1: class subtraction in"),
    ],
)  # fmt: skip
def test_a_fault_of_a_grammar_names_its_line(
    text: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "other.rnc").write_text("b = text\n")
    path = tmp_path / "a.rnc"
    path.write_text(text)
    with pytest.raises(ModelError, match=re.escape(f"{path}:{told}")):
        loader(path)()


@pytest.mark.parametrize(
    "around",
    ["{}", "{}?", "{}*", "{}+", "list {{ {} }}", "mixed {{ {} }}", "text, {}",
     "text | {}", "text & {}", "element c {{ {} }}", "attribute c {{ {} }}",
     "xsd:token - {}"],
)  # fmt: skip
def test_a_definition_that_is_not_there_is_told_wherever_it_is_used(
    around: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.rnc"
    path.write_text(f"start = element a {{\n {around.format('b')} }}\n")
    with pytest.raises(ModelError, match=r"a\.rnc:2: there is no definition b"):
        loader(path)()


@pytest.mark.parametrize("name", ["settings/fstab.toml", "guides/sev.toml", "pool.rnc"])
def test_a_file_that_cannot_be_read_is_told(model: Path, name: str) -> None:
    path = model / name
    path.write_bytes(b"# one\n# \xff\n")
    with pytest.raises(ModelError, match=r":2: the byte 0xff is not UTF-8"):
        loader(path)()
    path.unlink()
    with pytest.raises(ModelError, match=r":1: cannot be read: No such file"):
        loader(path)()
    path.mkdir()
    with pytest.raises(ModelError, match=r":1: cannot be read: Is a directory"):
        loader(path)()


def alone(copy: Path) -> Path:
    """A table in a copy of the model, without the other tables of commands.

    They are read together, but each stands for itself.
    """
    for other in copy.parent.glob("*.toml"):
        if copy.parent.name == "commands" and other != copy:
            other.unlink()
    return copy


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.relative_to(MODEL).as_posix())
def test_any_line_less_is_a_sound_table_or_a_model_error(
    path: Path, model: Path
) -> None:
    """Never another exception, and never the fault of another file."""
    copy = alone(model / path.relative_to(MODEL))
    lines = path.read_text("utf-8").split("\n")
    chosen = random.Random(path.name).sample(range(len(lines)), SAMPLE)
    for at in chosen:
        copy.write_text("\n".join(lines[:at] + lines[at + 1 :]), "utf-8")
        forget()
        told = fault(copy)
        if told:
            assert told.path == str(copy), lines[at]
            assert 1 <= told.line <= len(lines), lines[at]


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.relative_to(MODEL).as_posix())
def test_a_table_that_lost_its_header_is_never_taken_for_another(
    path: Path, model: Path
) -> None:
    """The first of each file: its fields would become those of the file."""
    copy = alone(model / path.relative_to(MODEL))
    text = path.read_text("utf-8")
    first = re.search(r"^\[\[?(?!words).+\]\n(?=\w)", text, re.MULTILINE)
    assert first
    copy.write_text(text[: first.start()] + text[first.end() :], "utf-8")
    with pytest.raises(ModelError):
        loader(copy)()
