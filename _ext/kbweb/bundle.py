"""The three scripts of the browser: what they hold, and in which order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .definitions import Translator
from .modeldata import model_data
from .program import Program, Target, read_modules
from .reach import Reach

HERE = Path(__file__).parent
ENTRIES = (
    *(
        Target("kbcheck.files", name)
        for name in (
            "Asked",
            "UncheckedError",
            "UsageError",
            "check_bytes",
            "check_together",
            "coverage",
        )
    ),
    Target("kbcheck.guides", "check_name"),
    Target("kbcheck.guides", "guide"),
    Target("kbcheck.guides", "guides"),
    Target("kbcheck.kinds", "KINDS"),
    Target("kbcheck.kinds", "kind_called"),
    Target("kbcheck.problem", "ModelError"),
    Target("kbcheck.report", "jsonl"),
    Target("kbcheck.versions", "parse_versions"),
)
"""What the page asks of the core."""
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
    "$add $and $at $b $both $bound $bytes $cached $Data $del $Dict $dict $div $either $eq "
    "$floordiv $format $ge $gt $iadd $import $in $ior $isFloat $isInt $iter $kept $le $lt "
    "$maker $members $mod $module $mul $Object $or $pairs $placed $pow $put $Record "
    "$record $replace $Set $shl $span $str $sub $t $unbound given taken"
).split()
"""What the runtime hands to the script of the core."""


def program() -> Program:
    """The core, and what stands in for the library that it uses."""
    found = read_modules(HERE.parent, ("kbcheck", "kbweb"))
    return Program({n: m for n, m in found.items() if not n.startswith(LEFT_OUT)})


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
    return f'{_HEAD}const kbcheck = {{}};\n{files}kbcheck.runtime = {{ {shared} }};\nglobalThis.kbcheck = kbcheck;\n}})();\n'


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
    return (HERE / "js" / f"{name}.js").read_text(encoding="utf-8")


def scripts() -> dict[str, str]:
    """File name -> script, in the order in which a page loads them."""
    return {
        "runtime.js": runtime_script(),
        "model.js": model_script(),
        "core.js": core_script(),
    }
