"""Questions and their answers as one sequence of tokens, in which each answer sees only what leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Branches", "plan_branches"]


@dataclass(frozen=True, slots=True, eq=False)
class Branches:
    """A tree of tokens behind a shared prefix, laid out flat.

    Attributes:
        tokens: Every question and every answer but its last token, one after another; shape (n,).
        depths: How many tokens of its own branch stand before each; shape (n,).
        sees: Whether a token (row) sees another (column), itself or one before it in its branch; shape
            (n, n).
        asked_at: Positions in `tokens` whose prediction is wanted, ascending, each once.
        asked_rows: For every word of every answer the row in `asked_at` that predicts it; shape (words,).
        asked_for: The word itself; shape (words,).
        starts: Where each answer begins among the words; shape (answers,).
        answers: How many tokens each answer has.
    """

    tokens: tuple[int, ...]
    depths: tuple[int, ...]
    sees: NDArray[np.bool_]
    asked_at: tuple[int, ...]
    asked_rows: tuple[int, ...]
    asked_for: tuple[int, ...]
    starts: tuple[int, ...]
    answers: tuple[int, ...]


def plan_branches(questions: Sequence[tuple[Sequence[int], Sequence[Sequence[int]]]]) -> Branches:
    """Lay questions out.

    Args:
        questions: The tokens of each question, and of each of its answers; none of them empty.
    """
    tokens: list[int] = []
    paths: list[list[int]] = []
    predictors: list[int] = []
    wanted: list[int] = []
    lengths: list[int] = []
    for question, answers in questions:
        stem = _append(tokens, paths, question, [])
        for answer in answers:
            path = _append(tokens, paths, answer[:-1], stem)
            predictors += path[len(stem) - 1 :]
            wanted += answer
            lengths.append(len(answer))
    asked_at = sorted(set(predictors))
    row_of = {position: row for row, position in enumerate(asked_at)}
    return Branches(
        tokens=tuple(tokens),
        depths=tuple(len(path) - 1 for path in paths),
        sees=_seen(paths),
        asked_at=tuple(asked_at),
        asked_rows=tuple(row_of[position] for position in predictors),
        asked_for=tuple(wanted),
        starts=tuple(np.cumsum([0, *lengths[:-1]]).tolist()),
        answers=tuple(lengths),
    )


def _append(tokens: list[int], paths: list[list[int]], more: Sequence[int], path: list[int]) -> list[int]:
    """Put tokens at the end of a branch; the positions of the whole branch."""
    for token in more:
        path = [*path, len(tokens)]
        tokens.append(token)
        paths.append(path)
    return path


def _seen(paths: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    sees = np.zeros((len(paths), len(paths)), dtype=np.bool_)
    for row, path in enumerate(paths):
        sees[row, list(path)] = True
    return sees
