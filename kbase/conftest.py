"""Makes each example of the site a pytest item; see _ext/kbsybil."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "_ext"))

from sybil.parsers.myst import DocTestDirectiveParser  # noqa: E402
from sybil.parsers.myst import PythonCodeBlockParser as MystCode  # noqa: E402
from sybil.parsers.rest import DocTestParser, PythonCodeBlockParser  # noqa: E402

from kbsybil import collector, examples  # noqa: E402

RST = examples(ROOT, DocTestParser(), PythonCodeBlockParser(), pattern="*.rst")
MYST = examples(ROOT, DocTestDirectiveParser(), MystCode(), pattern="*.md")
pytest_collect_file = collector(ROOT, RST, MYST)
