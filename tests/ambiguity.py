"""Finds regular expressions whose matching can take more than linear time.

`re` tries the ways in which an expression can match a text, one after the other.  It
is slow where there are many ways: where a loop can go round twice by one text
('(a|a)*': exponential), or where a text can belong to either of two loops
('a*a*': quadratic).  Both are questions on the automaton of the expression: see Weber
and Seidl, 'On the degree of ambiguity of finite automata' (1991).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from automata import Automaton, parsed


def faults(pattern: str | bytes, flags: int = re.UNICODE, use: str = "fullmatch",
           ) -> Iterator[str]:  # fmt: skip
    """What can make an expression slow, in words; nothing if it is linear."""
    flags = int(flags)  # the type of flags is slow
    automaton = Automaton(parsed(pattern, flags), flags, use)
    yield from _faults(automaton)
    for tree, inner_flags in automaton.inner:  # look-arounds, possessive parts
        yield from _faults(Automaton(tree, inner_flags, "match"))


def _faults(automaton: Automaton) -> Iterator[str]:
    loops = _loops(automaton)
    for loop in loops:
        if _goes_round_in_two_ways(automaton, loop):
            yield f"exponential: two ways round a loop of {_said(automaton, loop)}"
    for one, two in _loops_in_a_row(automaton, loops):
        said = f"{_said(automaton, {one})} and {_said(automaton, {two})}"
        yield f"quadratic: a text belongs to either of two loops, of {said}"
        return


def _said(automaton: Automaton, states: set[int]) -> str:
    characters = 0
    for state in states:
        characters |= automaton.sets[state]
    found = [c for c, bit in automaton.alphabet.items() if bit & characters]
    found.sort(key=lambda c: not c.isprintable())
    return ascii("".join(found[:8]))


def _loops(automaton: Automaton) -> list[set[int]]:
    """The strongly connected sets of states that hold an edge."""
    reached = {s: _reached(automaton.next, s) for s in automaton.next}
    found: list[set[int]] = []
    done: set[int] = set()
    for state, targets in reached.items():
        if state in targets and state not in done:
            loop = {t for t in targets if state in reached.get(t, ())}
            done |= loop
            found.append(loop)
    return found


def _reached(edges: dict[Any, Any], start: Any) -> set[Any]:
    found: set[Any] = set()
    todo = list(edges.get(start, ()))
    while todo:
        state = todo.pop()
        if state not in found:
            found.add(state)
            todo.extend(edges.get(state, ()))
    return found


def _goes_round_in_two_ways(automaton: Automaton, loop: set[int]) -> bool:
    edges = automaton.whole.edges
    inside = {s: [t for t in automaton.next.get(s, ()) if t in loop] for s in loop}
    if any(edges[s, t] > 1 for s in loop for t in inside[s]):
        return True
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    back: dict[tuple[int, int], list[tuple[int, int]]] = {}
    todo, seen = [(s, s) for s in loop], set[tuple[int, int]]()
    while todo:
        pair = todo.pop()
        if pair in seen:
            continue
        seen.add(pair)
        pairs[pair] = [
            (a, b) for a in inside[pair[0]] for b in inside[pair[1]]
            if automaton.sets[a] & automaton.sets[b]
        ]  # fmt: skip
        todo.extend(pairs[pair])
        for target in pairs[pair]:
            back.setdefault(target, []).append(pair)
    apart = {pair for pair in seen if pair[0] != pair[1]}
    return any(apart & _reached(back, (s, s)) for s in loop) if apart else False


def _loops_in_a_row(
    automaton: Automaton, loops: list[set[int]]
) -> Iterator[tuple[int, int]]:
    """States p and q where one text leads round p, from p to q, and round q."""
    for first in loops:
        after = set().union(*(_reached(automaton.next, s) for s in first))
        for second in loops:
            if first is second or not second <= after:
                continue
            between = {s for s in after if second & _reached(automaton.next, s)}
            for one in first:
                for two in second:
                    if _same_text(automaton, first, between | second, second, one, two):
                        yield one, two


def _same_text(
    automaton: Automaton, first: set[int], way: set[int], second: set[int],
    one: int, two: int,
) -> bool:  # fmt: skip
    sets, after = automaton.sets, automaton.next
    todo, seen, goal = [(one, one, two)], set[tuple[int, int, int]](), (one, two, two)
    while todo:
        x, y, z = todo.pop()
        for a in after.get(x, ()):
            if a not in first:
                continue
            for c in after.get(z, ()):
                common = sets[a] & sets[c]
                if c not in second or not common:
                    continue
                for b in after.get(y, ()):
                    if (b in way or b in first) and common & sets[b]:
                        if (a, b, c) == goal:
                            return True
                        if (a, b, c) not in seen:
                            seen.add((a, b, c))
                            todo.append((a, b, c))
    return False
