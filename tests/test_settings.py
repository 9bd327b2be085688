"""Files in libvirt's configuration syntax: scanning, tables, faults."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbcheck import Problem, Request, check
from kbcheck.modelfile import model_path
from kbcheck.settings import Setting, load_table
from newcomer import CONF


def found(text: str, kind: str = "qemu.conf", **options: object) -> list[Problem]:
    return list(check(Request(text, kind, **options)).problems)  # type: ignore[arg-type]


def told(text: str, kind: str = "qemu.conf", **options: object) -> list[str]:
    return [f"{p.line}:{p.column} {p.check}" for p in found(text, kind, **options)]


GOOD = [
    'user = "qemu"\n',
    "user = 'qemu' # why\n",
    "vnc_tls = 1;\n",
    "keepalive_interval = -1\n",
    'cgroup_controllers = [ "cpu", "memory", ]\n',
    'cgroup_controllers = [\n  "cpu",\r\n\n  "memory"\n,\n]  # two\n',
    'security_driver = [ "selinux", "apparmor" ]\nsecurity_default_confined=0\n',
    "namespaces = []\n",
    'max_core = "unlimited"\n',
    "",
    "# nothing but a comment",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_the_daemon_takes(text: str) -> None:
    assert told(text) == []


BAD = {
    "user = root\n": "1:8 syntax",
    'user = "root\n': "1:8 syntax",
    "user\n": "1:5 syntax",
    "user =\n": "1:7 syntax",
    "[section]\n": "1:1 syntax",
    'user = "a" "b"\n': "1:11 syntax",
    "security_default_confied = 0\n": "1:1 unknown-key",
    "vnc_tls = 2\n": "1:11 bad-value",
    'vnc_tls = "yes"\n': "1:11 bad-value",
    "user = 107\n": "1:8 bad-value",
    'cgroup_controllers = "cpu"\n': "1:22 bad-value",
    'cgroup_controllers = [ "cup" ]\n': "1:24 bad-value",
    "cgroup_controllers = [...]\n": "1:23 syntax",
    "remote_display_port_min = 80\n": "1:27 bad-value",
    "vnc_tls = 0\n\nvnc_tls = 1\n": "3:1 duplicate-key",
    'lock_manager = "sanlok"\n': "1:16 bad-value",
    "allow_disk_format_probing = 1\n": "1:1 removed",
    "vxhs_tls = 1\n": "1:1 obsolete",
}


@pytest.mark.parametrize(("text", "expected"), BAD.items())
def test_what_it_refuses_or_ignores(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_an_unknown_key_is_silently_ignored_by_libvirt() -> None:
    (problem,) = found("security_default_confied = 0\n")
    assert problem.silently_ignored
    assert problem.hint == "did you mean 'security_default_confined'?"


PORTS = {
    "migration_port_max = 40000\n": "1:22 conflict",
    "migration_port_min = 60000\n": "1:22 conflict",
    "migration_port_min = 49215\n": "",
    "backup_port_min = 20000\nbackup_port_max = 20000\n": "",
    "backup_port_max = 20000\nbackup_port_min = 20001\n": "1:19 conflict",
    'backup_port_max = 20000\nbackup_port_min = "x"\n': "2:19 bad-value",
    "remote_websocket_port_max = 5699\n": "1:29 bad-value",
}


@pytest.mark.parametrize(("text", "expected"), PORTS.items())
def test_ports_end_where_they_begin_or_later(text: str, expected: str) -> None:
    """Seen on 9.0.0 and 12.9.0, where one of the two is not set, too."""
    assert told(text) == ([expected] if expected else [])


HOSTS = {"localhost": 1, "localhost.example.org": 1, "::1": 1, "127.0.0.1": 1,
         "[::1]": 1, "127.0.0.10": 0, "my.localhost": 0, "192.0.2.1": 0}  # fmt: skip


@pytest.mark.parametrize(("host", "faults"), HOSTS.items())
def test_others_reach_no_host_by_its_own_name_for_itself(
    host: str, faults: int
) -> None:
    """Seen on 9.0.0 and 12.9.0."""
    assert len(found(f'migration_host = "{host}"\n')) == faults


def test_several_faults_come_out_together() -> None:
    text = 'user = root\nvnc_tls = 2\nvnc_lisen = "::"\n'
    text += 'group = "a\nx = [ "a",\nuser = "b"\n'
    assert told(text) == [
        "1:8 syntax", "2:11 bad-value", "3:1 unknown-key", "4:9 syntax", "5:5 syntax",
    ]  # fmt: skip


def test_holes_belong_to_examples() -> None:
    text = '...\nuser = "qemu"\nvnc_tls = ...\ncgroup_controllers = [ "cpu", ... ]\n'
    assert told(text, example=True) == []
    assert "1:1 syntax" in told(text)


def test_an_example_has_no_slip_in_a_setting_that_is_a_comment() -> None:
    """A file of a reader may have any comment."""
    text = '# vnc_lisen = "127.0.0.1"\n#user = "a"\n# mode=address: as above\n'
    (told,) = found(text, example=True)
    assert (told.line, told.column, told.hint) == (1, 3, "did you mean 'vnc_listen'?")
    assert found(text) == []


def test_versions() -> None:
    text = 'sched_core = "full"\n'
    assert told(text, libvirt="8.8.0") == ["1:1 too-new"]
    assert told(text, libvirt="8.9.0") == []
    assert told("allow_disk_format_probing = 1\n", libvirt="4.4.0") == []


@pytest.mark.parametrize("kind", CONF)
def test_tables_say_what_each_key_is(kind: str) -> None:
    raw = tomllib.loads(model_path("settings", f"{kind}.toml").read_text("utf-8"))
    assert raw["source"]
    for setting in load_table(kind).settings.values():
        assert setting.meaning.endswith(".")
        assert re.compile(setting.pattern)


WRITTEN = {
    "log-filters": "1:qemu",
    "log-outputs": "1:stderr",
    "size": "10GiB",
    "uri": "qemu:///system",
    "uri-alias": "a=qemu:///system",
}
"""A right value in each notation."""


def value_of(setting: Setting) -> str:
    """A right value, as it stands in a file."""
    kind = setting.types[0]
    if kind == "bool":
        return "1"
    if kind == "int" and "_port_" in setting.name:  # others bound it
        return setting.default
    if kind == "int":
        return str(max(setting.min or 0, min(5, setting.max or 5)))
    if setting.notation:
        text = f'"{WRITTEN[setting.notation]}"'
        return f"[ {text} ]" if kind == "list" else text
    texts = [*setting.values, "/srv/x", "/dev/null", "192.0.2.1", "qemu", "5900",
             "0700", "9b7f0e3c-6d1a-4c58-8f02-1a3b5c7d9e0f", "/a:/b",
             "libvirtd:///system", "a=libvirtd:///system"]  # fmt: skip
    fits = [t for t in texts if setting.values or not setting.pattern
            or re.fullmatch(setting.pattern, t)]  # fmt: skip
    return f'[ "{fits[0]}" ]' if kind == "list" else f'"{fits[0]}"'


def slip(key: str) -> str:
    """The key without the letter in its middle."""
    return key[: len(key) // 2] + key[len(key) // 2 + 1 :]


def breaks(setting: Setting) -> dict[str, tuple[str, set[str]]]:
    """Fault kind -> (the broken line, the check ids that may be told)."""
    key, value = setting.name, value_of(setting)
    broken = {
        "typo": (f"{key}qz = {value}", {"unknown-key"}),
        "slip": (f"{slip(key)} = {value}", {"unknown-key"}),
        "no equals sign": (f"{key} {value}", {"syntax"}),
        "no value": (f"{key} =", {"syntax"}),
        "duplicate": (f"{key} = {value}\n{key} = {value}", {"duplicate-key"}),
        "type": (f"{key} = [ 1 ]", {"bad-value"}),
    }
    if '"' in value:
        broken["quote"] = (f"{key} = {value.replace(chr(34), '', 1)}", {"syntax"})
        broken["unquoted"] = (f"{key} = {value.replace(chr(34), '')}",
                              {"syntax", "bad-value"})  # fmt: skip
    if value.startswith("["):
        broken["list"] = (f"{key} = {value[:-1]}", {"syntax"})
    if setting.values or setting.pattern or setting.notation:
        broken["value"] = (f'{key} = "~ no ~"', {"bad-value"})
    if setting.max is not None:
        broken["range"] = (f"{key} = {setting.max + 1}", {"bad-value"})
    return broken


@pytest.mark.parametrize("kind", CONF)
def test_each_key_is_accepted_and_each_fault_in_it_is_caught(kind: str) -> None:
    missed, total = [], Counter[str]()
    for setting in load_table(kind).settings.values():
        line = f"# one\n{setting.name} = {value_of(setting)}\n"
        problems = [
            p for p in found(line, kind) if p.check not in ("removed", "obsolete")
        ]
        assert problems == [], line
        for name, (text, checks) in breaks(setting).items():
            total[name] += 1
            told = [p for p in found(f"# one\n{text}\n", kind) if p.check in checks]
            at = 3 if name == "duplicate" else 2
            said = text.split(" ")[0] if name in ("typo", "slip") else setting.name
            if not (told and told[0].line == at and said in told[0].message):
                missed.append((setting.name, name))
    print(f"\n{kind}: {total.total() - len(missed)} of {total.total()} faults told:",
          ", ".join(f"{n} {fault}" for fault, n in total.items()))  # fmt: skip
    assert missed == []


@pytest.mark.parametrize("kind", CONF)
def test_a_slip_names_the_key_that_was_meant(kind: str) -> None:
    known = load_table(kind).settings
    wrong = {}
    for key, setting in known.items():
        slipped = slip(key)
        (problem,) = found(f"{slipped} = {value_of(setting)}\n", kind)
        if key not in problem.hint:
            wrong[slipped] = problem.hint
    assert wrong == {}


@pytest.mark.parametrize("kind", CONF)
def test_faults_of_all_keys_come_out_together(kind: str) -> None:
    """One file with a fault in each of its settings: each is told at its line."""
    lines = [f"{slip(s.name)} = {value_of(s)}" if at % 2 else f"{s.name} = [ 1 ]"
             for at, s in enumerate(load_table(kind).settings.values())]  # fmt: skip
    told = [p.line for p in found("\n".join(lines), kind) if p.severity == "error"]
    assert sorted(set(told)) == list(range(1, len(lines) + 1))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="ab_=[]\"',# \n;.1-…", max_size=50), st.booleans())
def test_no_text_makes_it_raise(text: str, example: bool) -> None:
    for problem in found(text, example=example):
        assert 1 <= problem.line <= text.count("\n") + 1
