"""What the translator does not know it refuses, with the file, the line, and why."""

from __future__ import annotations

import pytest

from kbweb.naming import Refusal
from translated import translate

REFUSED = {
    "a match": ("match 1:\n        case 1: pass", "Match is not known"),
    "a with": ("with open('f'): pass", "With is not known"),
    "a global": ("global x", "Global is not known"),
    "an await": ("return await x", "Await is not known"),
    "a yield in a sum": ("return 1 + (yield)", "Yield is not known"),
    "an operator": ("return 1 ^ 2", "this operator is not known"),
    "another, alone": ("return ~1", "this operator is not known"),
    "an operator in place": ("x = 1\n    x //= 2", "not known in place"),
    "a call in place": ("f = dict\n    f()[1] += 2", "would be called twice"),
    "a name of nobody": ("return unheard_of", "nothing here has this name"),
    "a built-in function": ("return vars()", "nothing here has this name"),
    "a type": ("return isinstance(1, complex)", "this type is not known"),
    "a constant": ("return 1j", "such a constant is not known"),
    "a rare character": ("return '\U0001f600'", "needs these characters for others"),
    "a step": ("return 'abc'[::2]", "of steps, only -1 is known"),
    "a format": ("return f'{1:>8}'", "this format is not known"),
    "the else of a try": (
        "try: pass\n    except ValueError: pass\n    else: pass",
        "the else of a try is not known",
    ),
    "an except for all": (
        "try:\n        pass\n    except:\n        pass", "catches all is not known",
    ),
    "a del of a name": ("x = 1\n    del x", "only parts of things can be deleted"),
    "a parameter of any name": ("return [f for f in [lambda **k: 1]]", "go with *"),
    "a name behind a star": ("return [lambda *a, b=1: 1]", "go with *"),
    "an argument by a name": ("return sorted([], cmp=1)", "the place of the argument"),
    "** of a function": ("return sorted(**{})", "only those of records"),
    "a method of nobody": ("return 'a'.casefold()", "has a method casefold"),
    "too many arguments": ("return 'a'.replace('a', 'b', 1)", "takes fewer arguments"),
    "a value of nobody": ("return (1).real", "nothing here has a value real"),
    "a generator that binds": ("return [*(y := x for x in 'a')]", "outside"),
    "a function of a module": ("import re\n    return re.escape('a')", "does not have"),
    "a module": ("import shutil\n    return shutil.which('a')", "does not have this"),
    "a name of a module": ("from re import escape\n    return escape", "does not have"),
}  # fmt: skip
AT_THE_TOP = {
    "a decorator": ("@staticmethod\ndef main(): return 1", "decorator is not known"),
    "a decorated method": (
        "class A:\n    @classmethod\n    def f(cls): return 1\n\ndef main(): return A",
        "classmethod is not known",
    ),
    "two bases": (
        "class A: x = 1\nclass B: y = 1\nclass C(A, B): z = 1\ndef main(): C()",
        "several bases is not known",
    ),
    "a class in a class": (
        "class A:\n    class B: x = 1\n\ndef main(): return A()", "in a class",
    ),
    "work in a module": ("print(1)\n\ndef main(): return 1", "at the top of a module"),
    "a choice in a module": (
        "if 1:\n    x = 1\n\ndef main(): return x", "at the top of a module",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_construct_is_refused(name: str) -> None:
    body, why = REFUSED[name]
    with pytest.raises(Refusal) as refused:
        translate({"some": f"def main():\n    {body}\n"})
    place, _, told = str(refused.value).partition(": ")
    assert why in told
    # Not the line of the function, but that of what is refused.
    assert place in [f"some.py:{line}" for line in range(2, body.count("\n") + 3)]


@pytest.mark.parametrize("name", AT_THE_TOP)
def test_a_construct_of_a_module_is_refused(name: str) -> None:
    source, why = AT_THE_TOP[name]
    with pytest.raises(Refusal, match=why):
        translate({"some": source})


def test_what_nothing_reaches_is_not_looked_at() -> None:
    source = "def idle():\n    with 1: pass\n\ndef main():\n    return 1\n"
    assert "idle" not in translate({"some": source})


def test_a_line_is_told_in_the_module_that_has_it() -> None:
    sources = {
        "one": "from two import f\n\ndef main():\n    return f()\n",
        "two": "\n\ndef f():\n    return 1 ^ 2\n",
    }
    with pytest.raises(Refusal, match=r"two\.py:4: .*: 1 \^ 2"):
        translate(sources, "one")
