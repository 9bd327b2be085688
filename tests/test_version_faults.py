"""Wrong versions in the tables of the model are faults of the model, when loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck.console import tables as commands
from kbcheck.problem import ModelError
from kbcheck.settings import table as settings


def load_settings(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (folder / "t.toml").write_text(text)
    monkeypatch.setattr(settings, "TABLES", folder)
    settings.load_table.__wrapped__("t")


def load_commands(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    path = folder / "t.toml"
    path.write_text(text)
    data = commands.tomllib.loads(text)
    monkeypatch.setattr(commands, "_files", lambda: {path: data})
    commands.commands.__wrapped__()


@pytest.mark.parametrize("wrong", ['since = "5.x"', 'removed = ">=5"',
                                   'since = "5.0"\nremoved = "4.9"'])  # fmt: skip
def test_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    text = f'title = "t"\n\n[keys.one]\nmeaning = "m"\n{wrong}\n'
    with pytest.raises(ModelError) as found:
        load_settings(tmp_path, monkeypatch, text)
    assert str(found.value).startswith(f"{tmp_path / 't.toml'}:3: one: ")


def test_versions_of_other_programs_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'title = "t"\nprogram = "QEMU"\n[option.-a]\nmeaning = "m"\nremoved = "x"\n'
    load_settings(tmp_path, monkeypatch, text)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ('since = "new"', 3),
        ('options = ["--now @9,7"]', 3),
        ('[command.one.sub.two.lost.word]\ndriver = "xen"\nremoved = "?"', 5),
    ],
)
def test_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, line: int
) -> None:
    text = (
        f'[command.one]\nmeaning = "m"\n[command.one.sub.two]\nmeaning = "m"\n{wrong}'
    )
    with pytest.raises(ModelError) as found:
        load_commands(tmp_path, monkeypatch, text)
    assert str(found.value).startswith(f"{tmp_path / 't.toml'}:{line}: ")


def test_only_tables_whose_versions_are_judged_state_them() -> None:
    """A version that nobody compares would pass for one that is checked."""
    judged = {
        "uri",
        "sysconfig",
        *(p.stem for p in settings.TABLES.glob("*.conf.toml")),
    }
    judged.discard("auth.conf")
    dated = {
        path.stem
        for path in settings.TABLES.glob("*.toml")
        if path.stem not in ("forms", "qemu-argv")
        for group in settings.load_table(path.stem).groups.values()
        for setting in group.values()
        if setting.since or setting.removed
    }
    assert dated <= judged
    assert {"uri", "qemu.conf"} <= dated
