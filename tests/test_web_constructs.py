"""A construct that the translator knows means the same in JavaScript."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from translated import NO_NODE, NODE, in_node, in_python, translate

HEAD = """from __future__ import annotations
import re
import json
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher, get_close_matches
from enum import IntEnum
from functools import cache, cached_property
from itertools import accumulate, compress, count
from pathlib import PurePath
from typing import NamedTuple
"""

CONSTRUCTS = {
    "numbers": """
def main():
    big = 2**64 - 1
    return [-(2**64) // 3, 7 // 2, -7 // 2, 7 % 3, -7 % 3, 2**10, big + 1 == 2**64,
            str(big), 1 << 3,
            big // 3 > 2**62, -(2**63), 6 & 3, 6 | 1, 3 * 4 - 1, 2**53 + 1, 1 / 4]
""",
    "comparisons": """
def main():
    a, b = (1, "x"), (1, "y")
    return [a < b, a == (1, "x"), 1 < 2 < 3, 1 < 2 > 5, a is a, a is not b,
            None is None,
            "a" in "cat", "z" not in ["a"], {1, 2} <= {1, 2, 3}, {1} < {1}, True == 1,
            [1, [2]] == [1, [2]], {"a": 1} == {"a": 1}, not "", not [0], (1, 2) >= (1,
            1)]
""",
    "truth": """
def main():
    x = "" or [] or "last"
    y = "first" and 0
    return [1 if x and y else 2, 1 if y or x else 2, not (x and y), 2 <= 2, 2 >= 2,
            {1} <= {1}, {1} >= {1}, 2 < 2, 3 > 3, x, y, bool([]), bool((0,)),
            1 if {} else 2, None or "n", "" and "never"]
""",
    "texts": """
def main():
    t = " a,b , c "
    return [t.strip(), t.split(","), "a b  c".split(), "a-b-c".split("-", 1),
            "a=b".partition("="), "ab".partition("="), "a.b.c".rpartition("."),
            t.replace(",", ";"), "xxabxx".strip("x"), "abc".startswith(("x", "ab")),
            "abc".endswith("c"), "abcb".rfind("b"), "abcb".find("b", 2),
            "abab".count("ab"),
            "a".join(["1", "2"]), "Ab".lower(), "ab".upper(), "abc"[::-1], "abc"[-2:],
            "abc"[5:], "pre-x".removeprefix("pre-"), "x.c".removesuffix(".c"), "ab" * 2,
            " x".lstrip(), "x ".rstrip(), "12".isdigit(), "a b\\n".split(" "),
            "é".isascii(), "AB".isupper(), "A-1".isupper(), "-1".isupper(),
            "Ab".isupper(),
            "%s is %s" % ("a", 1), f"{1}-{'b'!r}-{255:02x}-{10:04X}-{2.6:.0f}"]
""",
    "escapes": """
def main():
    return [repr("it's"), repr('a"b'), repr("\\x1b\\n"), repr("\\u202e"),
            "\\x1b\\u00e9".encode("unicode_escape").decode(), "a\\u200bb".isprintable()]
""",
    "characters past U+FFFF": """
def main():
    t = chr(0x1F600) + "a" + chr(0x1D400)
    return [len(t), t[1], t.find("a"), t, ord(t[0]), len(t.encode()),
            t[2].isprintable(), chr(0x1D7D2).isdigit(), re.findall(r"\\d", t),
            int(chr(0x1D7D2) + chr(0x1D7D8)), re.match(r"[^\\W\\d]", chr(0x1D7D2)),
            re.findall(r"\\w", t), repr(chr(0xE0001)), t.encode().decode() == t]
""",
    "bytes": """
def main():
    data = "aé<b/>".encode()
    found = re.search(rb"<(\\w+)", data)
    part = bytearray(data)
    part[0:1] = b"z"
    return [len(data), data[0], data[3:4] == b"<", found[1].decode(), found.start(1),
            data.count(b"a"), data.find(b"<"), b"<" in data, bytes(part).decode(),
            data.translate(None, bytes(range(0x80, 0xC0))).decode("utf-8", "replace"),
            data.isascii(), (b"x" * 3).decode(), data.rpartition(b"<")[2].decode()]
""",
    "wrong bytes": """
def main():
    found = []
    for byte in (b"\\x81", b"\\x8d", b"\\x8f", b"\\x90", b"\\x9d"):
        try:
            found.append(byte.decode("cp1252"))
        except UnicodeDecodeError as err:
            found.append(err.start)
    for data in (b"a\\xff", b"\\xe2\\x82", b"\\xed\\xa0\\x80",
            b"\\xf0\\x80\\x80\\x80", b"ok"):
        try:
            found.append(data.decode())
        except UnicodeDecodeError as err:
            found.append(err.start)
    return found
""",
    "lists": """
def main():
    a = [3, 1, 2]
    b = a
    b += [5]
    a.append(4)
    a.insert(0, 9)
    del a[1]
    a[0:1] = [7, 8]
    a.sort()
    c = [*a, *"xy"]
    return [a, b, c, a.pop(), a.pop(0), a.index(5), c[1:3], c[-1], [0] * 2, a + [1],
            a.count(5), list(range(3)), list(range(4, 0, -2))]
""",
    "dicts": """
def main():
    d = {"a": 1, **{"b": 2}}
    d["c"] = 3
    d.setdefault("e", []).append(4)
    d |= {"f": 5}
    del d["b"]
    t = {(1, "x"): "tuple", None: "none", 2: "two"}
    return [d, list(d), d.get("zz"), d.get("zz", 7), d.pop("c"), "c" in d, t[1, "x"],
            t[None], {k: v for v, k in enumerate("ab")}, [*d.items()], len(d),
            sorted(d.keys() - {"a"}), dict.fromkeys("aab"), t.get((1, "y"), "no")]
""",
    "sets": """
def main():
    a, b = {1, 2, 3}, frozenset((3, 4))
    kept = b
    b |= {5}
    a |= {9}
    s = {frozenset((1, 2)), frozenset((2, 1))}
    return [sorted(a & b), sorted(a | b), sorted(a - b), a.isdisjoint({7}), len(s),
            sorted(kept), sorted(b), sorted({(1, 2), (1, 2)}), set() == set()]
""",
    "comprehensions": """
def main():
    pairs = [(a, b) for a in range(3) if a for b in "xy"]
    lazy = (x for x in [1, 2, 3] if x > 1)
    first = next(lazy)
    return [pairs, {a: b for a, b in pairs}, sorted({len(p) for p in pairs}), first,
            [*lazy], any(x > 1 for x in [1, 2]), all(x for x in [1, 0]),
            [a for a, *_ in [(1, 2, 3)]], next((x for x in [] if x), "none"),
            [f() for f in [lambda: 1, lambda x=2: x]]]
""",
    "walrus": """
def main():
    found = []
    text = "a1b22"
    while match := re.search(r"[0-9]+", text):
        found.append(match[0])
        text = text[match.end():]
    if (n := len(found)) > 1:
        found.append(str(n))
    return found
""",
    "loops": """
def main():
    found = []
    for i, c in enumerate("abc", 1):
        if c == "b":
            continue
        found.append((i, c))
    for x in [1, 2, 3]:
        if x == 9:
            break
    else:
        found.append("no nine")
    for x in [1, 9]:
        for y in [1]:
            break
        if x == 9:
            break
    else:
        found.append("never")
    n = 3
    while n:
        n -= 1
        if n == 1:
            break
    return [found, n]
""",
    "unpacking": """
def main():
    a, (b, *c), *d = 1, (2, 3, 4), 5, 6
    *head, tail = [1, 2, 3]
    x = y = [1]
    y.append(2)
    a, b = b, a
    return [a, b, c, d, head, tail, x]
""",
    "errors": """
class Odd(ValueError):
    def __init__(self, what):
        super().__init__(f"odd {what}")
        self.what = what

def risky(n):
    if n == 1:
        raise Odd("one")
    if n == 2:
        raise KeyError("two")
    if n == 3:
        raise ValueError
    return n

def main():
    found = []
    for n in range(4):
        try:
            found.append(risky(n))
        except Odd as err:
            found.append([str(err), err.what])
        except (KeyError, IndexError):
            found.append("key")
        except ValueError as err:
            found.append(str(err))
        finally:
            found.append("end")
    try:
        try:
            risky(1)
        except ValueError:
            raise
    except Odd as err:
        found.append(err.what)
    return found
""",
    "functions": """
@cache
def kept(x, y=1):
    return [x, y]

def many(first, *rest, **_) -> list:
    return [first, *rest]

def named(a, b=2, *, c=3):
    return [a, b, c]

def made(n):
    def inner(x):
        return x + n
    return inner

def main():
    where = (1, 2)
    return [kept(1) is kept(1), named(1, c=5), named(*where, c=9), made(3)(4),
            [*map(made(1), [1, 2])], named(c=1, a=0)]
""".replace(", **_", ""),
    "generators": """
def numbers(n):
    for i in range(n):
        if i == 3:
            return
        yield i
    yield from "xy"

def main():
    every = count(5)
    return [[*numbers(2)], [*numbers(9)], next(every), next(every),
            list(zip("ab", count())), [*accumulate([1, 2], initial=0)],
            [*compress("abc", [1, 0, 1])]]
""",
    "classes": """
class Base:
    kind = "base"
    __slots__ = ("n", "step")

    def __init__(self, n, step=1):
        self.n = n
        self.step = step

    def next(self):
        self.n += self.step
        return self.n

    @property
    def twice(self):
        return self.n * 2

    @staticmethod
    def zero():
        return 0

    def __lt__(self, other):
        return self.n < other.n

class More(Base):
    def __init__(self, n):
        super().__init__(n, step=10)
        self.made = 0

    def next(self):
        return -super().next()

    @cached_property
    def dear(self):
        self.made += 1
        return self.made

def main():
    b, m = Base(1), More(1)
    step = b.next
    return [b.next(), step(), m.next(), m.twice, m.dear, m.dear, Base.kind, m.kind,
            Base.zero(), m.zero(), isinstance(m, Base), isinstance(b, More),
            [x.n for x in sorted([m, b])], min(b, m).n]
""",
    "records": """
class Place(NamedTuple):
    line: int
    column: int = 1
    path: str = ""

    @property
    def told(self):
        return f"{self.line}:{self.column}"

@dataclass(slots=True)
class Box:
    name: str
    things: list = field(default_factory=list)

class Level(IntEnum):
    LOW = 1
    HIGH = 2

def main():
    p = Place(3, path="x")
    line, column, _ = p
    b = Box("b")
    b.things.append(1)
    return [p, p.told, p[0], p[:2], p == (3, 1, "x"), p._replace(line=4), line, column,
            sorted([Place(2), Place(1)]), Box("b").things, replace(b, name="c").name,
            b == Box("b", [1]), Level.LOW < Level.HIGH, Level.HIGH, {p: 1}[Place(3, 1,
            "x")],
            Place(**{"line": 5}), p._asdict(), list(Place._fields), [*map(Box,
            "xy")][1].name]
""",
    "isinstance": """
def main():
    values = [1, "a", 1.5, True, None, [1], {"a": 1}, {1}]
    return [[isinstance(v, int), isinstance(v, str), isinstance(v, (list, dict)),
             isinstance(v, bool), isinstance(v, set)] for v in values]
""",
    "expressions of re": r'''
def main():
    text = "key = 'v 1' # c\nnext=\"2\""
    setting = re.compile(r"""(?m)^(?P<key>[a-z]+)\s*=\s*(['"])(.*?)\2""")
    return [[m["key"] for m in setting.finditer(text)],
            [m.span(3) for m in setting.finditer(text)],
            re.sub(r"[0-9]", lambda m: m[0] * 2, text), re.split(r"\s+", "a  b c",
            maxsplit=1),
            re.fullmatch(r"[^\W\d][\w.-]*", "a-1") is not None, re.findall("(a)(b)?",
            "aba"),
            re.match(r"a$", "a\n") is not None, re.match(r"a\Z", "a\n") is None,
            re.search("B", "abc", re.IGNORECASE)[0], re.match("(?i:AB)c", "abc")[0],
            re.match("(?s)a$", "a\nb"), re.match("(?m)a$", "a\nb")[0],
            re.match("(?s).*", "a\nb")[0], re.match(".*", "a\nb")[0],
            re.match(r"(?a:\d)", "٣"),
            re.match(r"\d", "٣")[0], re.match(r"a++b", "aab")[0], re.match(r"a++a",
            "aa"),
            re.match(r"(?:a|ab)*+c", "abc"), re.match("x{,2}", "xxx")[0],
            re.search(r"\bb", "a b").start(),
            re.match(r"(a)|(?P<two>b)", "b").lastgroup, re.match(r"(a)|b",
            "b").groups(),
            re.match("[a-c]+", "ABC", re.IGNORECASE)[0], re.match(r"[\s\S]*", " x")[0],
            re.compile(r"x").search("axbx", 2).start(), re.compile("b").match("abc",
            1, 2)[0],
            re.sub(r"(a)", r"<\1>", "aXa"), re.match(r"[]x]+", "]x")[0],
            re.findall(r"[+\-*/]", "1-2+3")]
''',
    "library": """
def main():
    counted = Counter("abca")
    counted.update("a")
    counted.subtract("b")
    path = PurePath("/etc/libvirt/qemu.conf")
    return [counted["a"], counted["b"], counted["zz"], bisect_right([1, 2, 2, 3], 2),
            round_trip({"a": [1, None, True], "é": "\\u2028"}), path.name, path.stem,
            path.suffix, path.parent.name, path.match("libvirt/*.conf"),
            path.match("x/*"),
            str(path.with_name("x")), PurePath("a.service.d/o.conf").parts,
            get_close_matches("domian", ["domain", "daemon", "x"], 1, 0.6),
            SequenceMatcher(None, "abcd", "bcde").ratio(),
            json.loads('{"a": [1]}')["a"]]

def round_trip(value):
    return json.dumps(value)
""",
    "built-in functions": """
def main():
    return [sorted(["b", "A"], key=str.lower), sorted([1, 3, 2], reverse=True),
            max([1, 3], default=0), max([], default=-1), min(3, 1, 2), sum([1, 2], 5),
            max(["aa", "b", "cc"], key=len), min(["aa", "b", "c"], key=len),
            min({"x": 2, "y": 1}.items(),
            key=lambda p: p[1]),
            int("12"), int("ff", 16), int("0x1f", 16), int(2.9), float("1.5") > 1,
            str(None),
            str(True), abs(-3), list(reversed([1, 2])), [*filter(None, [0, 1])],
            tuple("ab"),
            chr(65), ord("é"), any([0, 1]), all([]), len({}), list(zip([1, 2], "ab",
            strict=True)),
            getattr(max, "nothing", "none"), [*map(str, [1, 2])], next(iter([7])),
            bool("x")]
""",
    "JSON of great numbers": """
def main():
    return [str(2**64), 2**53 == 2**53 + 0, -(2**63) < -(2**62), str(10**40)[:3],
            max(0, 2**63 - 1) == 2**63 - 1, hash_of(2**63)]

def hash_of(n):
    return {n: "found"}[2**63]
""",
    "names that JavaScript keeps": """
def main():
    new, var, let = 1, 2, 3
    default = {"constructor": 1, "__proto__": 2}
    return [new + var + let, default["constructor"], default.get("toString"),
            default["__proto__"]]
""",
}  # fmt: skip


@cache
def found() -> dict[str, Any]:
    """What each gives in node: one process for all."""
    return in_node({name: HEAD + source for name, source in CONSTRUCTS.items()})


@pytest.mark.skipif(NODE is None, reason=NO_NODE)
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_means_the_same(name: str) -> None:
    assert found()[name] == in_python(HEAD + CONSTRUCTS[name])


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_is_translated(name: str) -> None:
    assert f'$module("{name}"' in translate({name: HEAD + CONSTRUCTS[name]})
