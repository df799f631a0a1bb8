"""The words of a statement in Databricks SQL."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

__all__ = ["SqlError", "Word", "WordKind", "split_words"]

WordKind: TypeAlias = Literal["name", "quoted", "string", "number", "parameter", "sign"]


class SqlError(Exception):
    """A statement that fails, with Databricks' name of the error class and its SQLSTATE.

    Attributes:
        message: As the API tells it.
    """

    def __init__(self, error_class: str, message: str, sqlstate: str) -> None:
        self.message = f"[{error_class}] {message} SQLSTATE: {sqlstate}"
        super().__init__(self.message)


class Word(NamedTuple):
    """One word.

    Attributes:
        kind: What it is; a name may also be a keyword.
        text: A name or parameter bare, a string without quotes and escapes, anything else as written.
    """

    kind: WordKind
    text: str

    @property
    def keyword(self) -> str:
        """The word in upper case where it can be a keyword, else nothing."""
        return self.text.upper() if self.kind == "name" else ""


_WORD: Final = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<quoted>`(?:[^`]|``)+`)
    |(?P<string>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[LDFSY])?)(?!\w)
    |:(?P<parameter>[A-Za-z_]\w*)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<sign><=>|<=|>=|<>|!=|==|\|\||[-+*/%=<>(),.;])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "%": "\\%", "_": "\\_"}


def split_words(statement: str) -> list[Word]:
    """The words, without space and comments.

    Raises:
        SqlError: something is no word.
    """
    words, place = [], 0
    while place < len(statement):
        found = _WORD.match(statement, place)
        if found is None:
            near = statement[place : place + 10]
            raise SqlError("PARSE_SYNTAX_ERROR", f"Syntax error at or near {near!r}.", "42601")
        kind, place = str(found.lastgroup), found.end()
        if kind != "space":
            words.append(_word(kind, found[kind]))
    return words


def _word(kind: str, text: str) -> Word:
    match kind:
        case "quoted":
            return Word("quoted", text[1:-1].replace("``", "`"))
        case "string":
            return Word("string", _unescaped(text[1:-1].replace(text[0] * 2, text[0])))
        case "number":
            return Word("number", re.sub(r"(BD|[LDFSY])$", "", text))
        case "parameter":
            return Word("parameter", text)
        case "name":
            return Word("name", text)
        case _:
            return Word("sign", text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text, flags=re.DOTALL)
