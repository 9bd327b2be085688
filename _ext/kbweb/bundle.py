"""The three scripts of the browser: what they hold, and in which order."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from .definitions import Translator
from .modeldata import model_data
from .program import Program, Referent, read_modules
from .reach import Reach

HERE = Path(__file__).parent
ENTRIES = (
    *(
        Referent("kbcheck.files", name)
        for name in (
            "Asked",
            "UncheckedError",
            "UsageError",
            "check_bytes",
            "check_text",
            "check_together",
            "coverage",
        )
    ),
    Referent("kbcheck.guides", "check_name"),
    Referent("kbcheck.guides", "guide"),
    Referent("kbcheck.guides", "guides"),
    Referent("kbcheck.kinds", "KINDS"),
    Referent("kbcheck.kinds", "kind_called"),
    Referent("kbcheck.problem", "ModelError"),
    Referent("kbcheck.report", "jsonl"),
    Referent("kbcheck.versions", "parse_versions"),
)
"""What the page asks of the core."""
FILES = ("kbcheck/**/*.py", "kbweb/expat.py", "kbweb/xml*.py")
LEFT_OUT = (
    "kbcheck.console",
    "kbcheck.cache",
    "kbcheck.modelfile",
    "kbcheck.settings.tablefile",
)
"""Transcripts need a parser of shell; the others read files of the model."""
RUNTIME = (
    "modules",
    "values",
    "compare",
    "operators",
    "characters",
    "text",
    "bytes",
    "expressions",
    "patterns",
    "builtins",
    "difflib",
    "paths",
    "nodes",
    "library",
)
"""The files of the runtime, each after those that it needs when it is loaded."""
SHARED = (
    "$add", "$and", "$at", "$b", "$both", "$bound", "$bytes", "$cached", "$Data",
    "$del", "$Dict", "$dict", "$div", "$either", "$eq", "$floordiv", "$format", "$ge",
    "$gt", "$iadd", "$import", "$in", "$ior", "$isFloat", "$isInt", "$iter", "$kept",
    "$le", "$lt", "$maker", "$members", "$mod", "$module", "$mul", "$Object", "$or",
    "$pairs", "$placed", "$pow", "$put", "$Record", "$record", "$replace", "$Set",
    "$shl", "$span", "$str", "$sub", "$t", "$unbound", "forget", "given", "taken",
)  # fmt: skip
"""What the runtime hands to the script of the core."""


def program() -> Program:
    """The core, and what stands in for the library that it uses."""
    return Program(read_modules(HERE.parent, FILES, LEFT_OUT))


def translated(known: Program) -> str:
    """All modules that a check can reach, in JavaScript."""
    reach = Reach(known, ENTRIES)
    return "".join(
        Translator(known.modules[name], known, reach).script()
        for name in sorted(reach.names)
    )


def runtime_script() -> str:
    """What translated Python stands on."""
    files = "".join(_javascript(name) for name in RUNTIME)
    shared = ", ".join(SHARED)
    handed = f"kbcheck.runtime = {{ {shared} }};\nglobalThis.kbcheck = kbcheck;\n"
    return f"{_HEAD}const kbcheck = {{}};\n{files}{handed}}})();\n"


def model_script() -> str:
    """The model.  From one text, which a browser reads faster than an object."""
    data = _exact(model_data())
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    quoted = json.dumps(text, ensure_ascii=False)
    quoted = quoted.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"kbcheck.model = JSON.parse({quoted});\n"


def _exact(value: Any) -> Any:
    """JSON in which a number that JavaScript would round is a text in a table."""
    if isinstance(value, dict):
        return {key: _exact(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(inner) for inner in value]
    large = isinstance(value, int) and abs(value) >= 2**53
    return {"int": str(value)} if large else value


def core_script() -> str:
    """The core, and what the page calls."""
    body = translated(program()) + _javascript("page")
    return f"{_HEAD}const {{ {', '.join(SHARED)} }} = kbcheck.runtime;\n{body}}})();\n"


_HEAD = '"use strict";\n(() => {\n'


def _javascript(name: str) -> str:
    """A file of ours without what only people read: comments, blanks before lines."""
    text = (HERE / "js" / f"{name}.js").read_text(encoding="utf-8")
    text = re.sub(r"^ */\*\*.*?\*/\n", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.split("\n"))
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def scripts() -> dict[str, str]:
    """File name -> script, in the order in which a page loads them."""
    return {
        "runtime.js": runtime_script(),
        "model.js": model_script(),
        "core.js": core_script(),
    }
