"""Small modules in Python and, translated, in node: for tests of the translator."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kbsphinx.show.checker import FOLDER
from kbweb.bundle import SHARED, runtime_script
from kbweb.definitions import Translator
from kbweb.program import Module, Program, Referent
from kbweb.prune import pruned
from kbweb.reach import Reach

NODE = shutil.which("node") or shutil.which("nodejs")
NO_NODE = "no node is installed: what the translation does is not run"
ORDER = "runtime model core"
_RUN = """
const told = {};
for (const name of names) {
  try {
    told[name] = $import(name).$main();
  } catch (error) {
    told[name] = `raised ${error.message}`;
  }
}
process.stdout.write($import("json").$dumps($dict(Object.entries(told))));
"""


def published(site: Path) -> dict[str, str]:
    """The scripts of the core beside the pages of a site, as a page loads them."""
    found = sorted((site / FOLDER).glob("*"), key=lambda path: ORDER.find(path.stem))
    return {path.name: path.read_text(encoding="utf-8") for path in found}


def program(sources: Mapping[str, str]) -> Program:
    """The modules of some texts, by name."""
    return Program(
        {n: Module(n, f"{n}.py", False, pruned(text)) for n, text in sources.items()}
    )


def translate(sources: Mapping[str, str], *entries: str) -> str:
    """The JavaScript of modules, as far as `main` of the entries reaches."""
    known = program(sources)
    reach = Reach(known, [Referent(name, "main") for name in entries or sources])
    modules = (known.modules[name] for name in sorted(reach.names))
    return "".join(Translator(m, known, reach).script() for m in modules)


def in_node(sources: Mapping[str, str]) -> dict[str, Any]:
    """What `main` of each module gives in JavaScript."""
    assert NODE
    script = (
        f"{runtime_script()}\n{{\nconst {{ {', '.join(SHARED)} }} = kbcheck.runtime;\n"
        f"{translate(sources)}\nconst names = {json.dumps([*sources])};\n{_RUN}}}\n"
    )
    done = subprocess.run(
        [NODE, "-"], input=script, text=True, capture_output=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def in_python(source: str) -> Any:
    """What `main` of a module gives in Python, as JSON has it."""
    names: dict[str, Any] = {"__name__": __name__}
    exec(compile(source, "a module of a test", "exec"), names)
    return json.loads(json.dumps(names["main"]()))
