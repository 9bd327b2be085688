"""Wrong versions in the tables of the model are faults of the model, when loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from damaged_model import copied_model, loader
from kbcheck.modelfile import model_files, model_path
from kbcheck.problem import ModelError
from kbcheck.settings.table import load_table


def load(
    folder: Path, patch: pytest.MonkeyPatch, place: str, text: str
) -> ModelError | None:
    """The fault of a table that stands alone in a folder of the model."""
    with copied_model(folder, patch) as model:
        path = model / place / "t.toml"
        if place == "commands":
            for other in path.parent.iterdir():
                other.unlink()
        path.write_text(text)
        try:
            loader(path)()
        except ModelError as err:
            return err
    return None


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ('since = "5.x"', 6),
        ('removed = ">=5"', 6),
        ('since = "5.0"\nremoved = "4.9"', 7),
        ('since = "5.0"\nremoved = "5.0"', 7),
        ('removed = "0"', 6),
    ],
)
def test_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, line: int
) -> None:
    text = f'title = "t"\nsource = "s"\n\n[keys.one]\nmeaning = "m"\n{wrong}\n'
    fault = load(tmp_path, monkeypatch, "settings", text)
    assert fault
    assert (Path(fault.path).name, fault.line) == ("t.toml", line)
    assert fault.message.startswith("one: ")


def test_versions_of_other_programs_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        'title = "t"\nsource = "s"\nprogram = "QEMU"\n[option.-a]\nmeaning = "m"\n'
        'since = "9 or so"\nremoved = "x"\n'
    )
    assert load(tmp_path, monkeypatch, "settings", text) is None


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ('since = "new"', 6),
        ('options = ["--now @9,7"]', 6),
        ('[command.one.sub.two.lost.word]\ndriver = "xen"\nremoved = "?"', 8),
        ('[command.one.sub.two.lost.word]\nremoved = "5.0.0"', 6),
    ],
)
def test_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, line: int
) -> None:
    text = (
        'source = "s"\n[command.one]\nmeaning = "m"\n'
        f'[command.one.sub.two]\nmeaning = "m"\n{wrong}'
    )
    fault = load(tmp_path, monkeypatch, "commands", text)
    assert fault
    assert (Path(fault.path).name, fault.line) == ("t.toml", line)


def test_only_tables_whose_versions_are_judged_state_them() -> None:
    """A version that nobody compares would pass for one that is checked."""
    judged = {
        "uri",
        "sysconfig",
        *(p.stem for p in model_path("settings").glob("*.conf.toml")),
    }
    judged -= {"auth.conf", "bridge.conf", "limits.conf"}
    of_other_programs = ("fstab", "qemu-argv")  # their tables name these
    dated = {
        path.stem
        for path in model_files(model_path("settings"))
        if path.stem not in ("forms", *of_other_programs)
        for group in load_table(path.stem).groups.values()
        for setting in group.values()
        if setting.since or setting.removed
    }
    assert dated <= judged
    assert {"uri", "qemu.conf"} <= dated
