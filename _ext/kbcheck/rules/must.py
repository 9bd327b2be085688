"""The named tests of rules: a small closed set.

A test gets the texts that a rule found and its arguments, and tells which of them are
wrong: indexes into the texts, or MISSING where it is an absence that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from ..tree import is_hole
from .sizes import as_number, decoded, in_bytes, kib, number

MISSING: Final = -1

Wrong = Iterable[int]
Check = Callable[[Sequence[str], dict[str, Any]], Wrong]


def _exist(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    return () if found else (MISSING,)


def _be_absent(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    return range(len(found))


def _exist_once(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    return range(1, len(found)) if found else (MISSING,)


def _be_one_of(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    allowed = args["values"]
    return (i for i, text in enumerate(found) if text.strip() not in allowed)


def _be_none_of(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    refused = args["values"]
    return (i for i, text in enumerate(found) if text.strip() in refused)


def _be_set_to(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    return _be_one_of(found, args) if found else (MISSING,)


def _be_set_but_not_to(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    return _be_none_of(found, args) if found else (MISSING,)


def _hold_all(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    return () if set(args["values"]) <= {t.strip() for t in found} else (MISSING,)


def _match(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    pattern = re.compile(args["pattern"])
    return (i for i, text in enumerate(found) if not pattern.fullmatch(text.strip()))


def _not_match(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    pattern = re.compile(args["pattern"])
    return (i for i, text in enumerate(found) if pattern.search(text))


def _numbers(found: Sequence[str], wrong: Callable[[int], bool]) -> Iterable[int]:
    for i, text in enumerate(found):
        # What is no number is a fault for the grammar to tell, once.
        value = number(text)
        if value is not None and wrong(value):
            yield i


def _mask(args: dict[str, Any]) -> int:
    return sum(1 << bit for bit in args["bits"])


def _have_bits(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    mask = _mask(args)
    return _numbers(found, lambda value: value & mask != mask)


def _lack_bits(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    mask = _mask(args)
    return _numbers(found, lambda value: value & mask != 0)


def _be_below(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    return _numbers(found, lambda value: value >= args["limit"])


def _be_at_least(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    return _numbers(found, lambda value: value < args["minimum"])


def _be_powers_of_two(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    for i, text in enumerate(found):
        size = in_bytes(text)
        if size is not None and size & (size - 1):
            yield i


def _decode_to(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    return (i for i, text in enumerate(found) if decoded(text) != args["bytes"])


def _differ(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    seen: set[str] = set()
    for i, text in enumerate(found):
        if text in seen:
            yield i
        seen.add(text)


def _differ_as_numbers(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    read = [(i, text.split(" ")) for i, text in enumerate(found)]
    whole = [(i, words) for i, words in read if not any(map(is_hole, words))]
    wrong = _differ([" ".join(map(as_number, words)) for _, words in whole], {})
    return (whole[at][0] for at in wrong)


def _be_among(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    known = {as_number(text) for text in args["than"]}
    return (i for i, text in enumerate(found) if as_number(text) not in known)


def _stay_below(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    limits = [limit for limit in map(number, args["than"]) if limit is not None]
    from .numbersets import beyond  # few guests have sets to compare

    return beyond(found, limits[0]) if limits else ()


def _be_sets(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    from .numbersets import is_set

    return (i for i, text in enumerate(found) if not is_set(text))


def _hold_a_number(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    from .numbersets import is_empty, is_set

    return (i for i, text in enumerate(found) if is_set(text) and is_empty(text))


def _share_no_number(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    from .numbersets import overlapping

    return overlapping(found)


def _differ_from_others(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    others = set(args["than"])
    # Among themselves, too: two of the texts may be the same and none of the others.
    repeated = set(_differ(found, {}))
    return (i for i, text in enumerate(found) if i in repeated or text in others)


def _not_outnumber(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    return range(len(args["than"]), len(found))


def _agree(found: Sequence[str], _: dict[str, Any]) -> Wrong:
    return (i for i, text in enumerate(found) if text != found[0])


def _exceed(found: Sequence[str], args: dict[str, Any]) -> Wrong:
    least = max(
        (size for size in map(kib, args["than"]) if size is not None), default=0
    )
    for i, text in enumerate(found):
        size = kib(text)
        if size is not None and size < least + args["slack"]:
            yield i


class Test(NamedTuple):
    """A named test: what it asks, in words, its arguments, and its code.

    One that does not read only counts what was found; it gets blank texts.  Where fewer
    than `least` are found, nothing is wrong; one of 0 can find something missing.
    """

    meaning: str
    arguments: tuple[str, ...]
    check: Check
    reads: bool = True
    least: int = 1


TESTS: dict[str, Test] = {
    "exist": Test("at least one is found", (), _exist, reads=False, least=0),
    "exist once": Test("exactly one is found", (), _exist_once, reads=False, least=0),
    "be absent": Test("none is found", (), _be_absent, reads=False),
    "be one of": Test("each found text is in `values`", ("values",), _be_one_of),
    "be none of": Test("no found text is in `values`", ("values",), _be_none_of),
    "be set to": Test("found, and in `values`", ("values",), _be_set_to, least=0),
    "be set but not to": Test(
        "found, and not in `values`", ("values",), _be_set_but_not_to, least=0
    ),
    "hold all": Test("each of `values` is found", ("values",), _hold_all, least=0),
    "match": Test("each found text matches `pattern`, whole", ("pattern",), _match),
    "not match": Test("`pattern` is nowhere in a found text", ("pattern",), _not_match),
    "have bits": Test("each number has all of `bits` set", ("bits",), _have_bits),
    "lack bits": Test("no number has any of `bits` set", ("bits",), _lack_bits),
    "be below": Test("each number is below `limit`", ("limit",), _be_below),
    "be at least": Test(
        "each number is at least `minimum`", ("minimum",), _be_at_least
    ),
    "be powers of two": Test("each size is a power of two", (), _be_powers_of_two),
    "decode to": Test("each base64 text holds `bytes` bytes", ("bytes",), _decode_to),
    "differ": Test("no text is found twice", (), _differ, least=2),
    "differ as numbers": Test(
        "no text is found twice, however its numbers are written",
        (),
        _differ_as_numbers,
        least=2,
    ),
    "be among": Test(
        "each found number is one that `than` finds", ("than",), _be_among
    ),
    "stay below": Test(
        "each set of numbers, such as '0-3', is below the one that `than` finds",
        ("than",),
        _stay_below,
    ),
    "be sets of numbers": Test("libvirt reads each, as '0-3,^2'", (), _be_sets),
    "hold a number": Test("no set is empty, as '1,^1' is", (), _hold_a_number),
    "share no number": Test(
        "no two sets of numbers overlap", (), _share_no_number, least=2
    ),
    "differ from others": Test(
        "no text is found twice, or is one that `than` finds",
        ("than",),
        _differ_from_others,
    ),
    "not outnumber": Test(
        "no more are found than `than` finds", ("than",), _not_outnumber, reads=False
    ),
    "agree": Test("all texts are the same", (), _agree, least=2),
    "exceed": Test(
        "each size is `slack` KiB above what `than` finds, or more",
        ("than", "slack"),
        _exceed,
    ),
}

ABSENCE = tuple(name for name, test in TESTS.items() if not test.least)
"""The tests that can find something missing."""
