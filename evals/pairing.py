"""Pairing lines one to one."""

from __future__ import annotations

from collections.abc import Sequence


def largest_pairing(edges: Sequence[Sequence[int]]) -> dict[int, int]:
    """A largest one-to-one pairing, by augmenting paths; earlier result lines are never given up for later ones.

    Args:
        edges: for each result line, the numbers of the expected lines it may be paired with.

    Returns:
        For each paired expected line, its result line.
    """
    paired: dict[int, int] = {}

    def place(line: int, tried: set[int]) -> bool:
        for want in edges[line]:
            if want in tried:
                continue
            tried.add(want)
            if want not in paired or place(paired[want], tried):
                paired[want] = line
                return True
        return False

    for line in range(len(edges)):
        place(line, set())
    return paired
