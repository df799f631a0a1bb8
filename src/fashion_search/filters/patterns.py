r"""Patterns of `like`: `%` stands for any characters, `_` for exactly one, `\` takes the next one literally.

Matching is by code point, case-sensitive, over the whole text, line breaks included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from fashion_search.errors import FilterError
from fashion_search.filters.values import shown

__all__ = ["ANY", "ONE", "check_pattern", "escaped", "longest_part", "matcher", "plain_text", "tokens"]

ANY: Final = "any"
ONE: Final = "one"

_WILDCARDS = {"%": ANY, "_": ONE}


def tokens(pattern: str) -> Iterator[tuple[str | None, str]]:
    r"""The parts of a pattern: `(ANY, "%")`, `(ONE, "_")`, or `(None, character)` to be matched itself.

    A lone `\` at the end stands for itself; `check_pattern` refuses it before it gets here.
    """
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            yield None, next(characters, character)
        else:
            yield _WILDCARDS.get(character), character


def check_pattern(field: str, pattern: str) -> None:
    r"""Refuse a pattern that ends in a lone `\`, which engines understand differently.

    Raises:
        FilterError: it does.
    """
    trailing = len(pattern) - len(pattern.rstrip("\\"))
    if trailing % 2:
        raise FilterError(
            f"{field} like {shown(pattern)}: the last backslash escapes nothing. Double it to match one."
        )


def plain_text(pattern: str) -> str | None:
    """The one text a pattern matches, or `None` when it has wildcards."""
    parts = list(tokens(pattern))
    return None if any(wildcard for wildcard, _ in parts) else "".join(character for _, character in parts)


def longest_part(pattern: str) -> str:
    """The longest text that everything the pattern matches must hold; a quick first test."""
    parts = [""]
    for wildcard, character in tokens(pattern):
        if wildcard:
            parts.append("")
        else:
            parts[-1] += character
    return max(parts, key=len)


def escaped(text: str) -> str:
    """A pattern that matches this text and no other."""
    return re.sub(r"([%_\\])", r"\\\1", text)


class _Piece(NamedTuple):
    """What stands between two `%`: an expression that always matches `length` characters."""

    expression: re.Pattern[str]
    length: int


@lru_cache(maxsize=256)
def matcher(pattern: str) -> Callable[[str], bool]:
    """A test for texts.

    One regular expression for a whole pattern would backtrack without bound on hostile input. The pieces
    between two `%` have a fixed length instead, and the leftmost place for each is always a right one.
    """
    head, *rest = _pieces(pattern)
    if not rest:
        return lambda text: head.expression.fullmatch(text) is not None
    shortest = head.length + sum(piece.length for piece in rest)
    return lambda text: len(text) >= shortest and _matches(text, head, rest[:-1], rest[-1])


def _matches(text: str, head: _Piece, middle: Sequence[_Piece], tail: _Piece) -> bool:
    start, end = head.length, len(text) - tail.length
    if not (head.expression.match(text) and tail.expression.fullmatch(text, end)):
        return False
    for piece in middle:
        found = piece.expression.search(text, start, end)
        if found is None:
            return False
        start = found.end()
    return True


def _pieces(pattern: str) -> list[_Piece]:
    pieces: list[list[str]] = [[]]
    for wildcard, character in tokens(pattern):
        if wildcard == ANY:
            pieces.append([])
        else:
            pieces[-1].append("." if wildcard == ONE else re.escape(character))
    return [_Piece(re.compile("".join(piece), re.DOTALL), len(piece)) for piece in pieces]
