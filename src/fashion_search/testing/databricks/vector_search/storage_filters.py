"""The filter strings of storage-optimised endpoints: a tokenizer and a parser of just what is documented.

```
either    := both (OR both)*
both      := condition (AND condition)*
condition := "(" either ")" | column comparison
comparison := ("=" | "!=" | "<" | "<=" | ">" | ">=") value
            | [NOT] IN "(" value ("," value)* ")" | LIKE string | IS (TRUE | FALSE)
value     := string | number | TO_TIMESTAMP "(" string ")"
```
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from fashion_search.testing.databricks.messages import ApiError, invalid
from fashion_search.testing.databricks.vector_search.conditions import (
    AllOf,
    AnyOf,
    Compared,
    Condition,
    IsLike,
    Negated,
    OneOf,
    Operator,
    Scalar,
    Timestamp,
)

__all__ = ["read_storage"]

_TOKEN: Final = re.compile(
    r"(?P<space>\s+)|(?P<string>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<sign><=|>=|!=|[=<>(),])",
    re.DOTALL,
)
_WORDS: Final = frozenset({"AND", "OR", "NOT", "IN", "LIKE", "IS", "TRUE", "FALSE", "TO_TIMESTAMP"})
_COMPARISONS: Final[dict[str, Operator]] = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_DEEPEST = 100


class _Token(NamedTuple):
    kind: str
    text: str


_END = _Token("end", "the end")


def read_storage(filter_string: str) -> Condition | None:
    """What `filter_string` says; `None` for blank text.

    Raises:
        ApiError: it is not of the form above.
    """
    tokens = _tokens(filter_string)
    return _Parser(tokens).whole() if tokens else None


def _tokens(text: str) -> list[_Token]:
    tokens, place = [], 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise invalid(f"filter_string cannot be read at {text[place : place + 20]!r}.")
        kind, place = str(found.lastgroup), found.end()
        if kind == "word" and found[0].upper() in _WORDS:
            tokens.append(_Token("keyword", found[0].upper()))
        elif kind != "space":
            tokens.append(_Token(kind, found[0]))
    return tokens


class _Parser:
    """Recursive descent, one method for each rule of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def whole(self) -> Condition:
        found = self._either()
        if self._next != _END:
            raise self._unexpected("AND, OR or the end")
        return found

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._accept("OR"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._condition()]
        while self._accept("AND"):
            parts.append(self._condition())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _condition(self) -> Condition:
        if self._accept("("):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise invalid(f"filter_string nests parentheses more than {_DEEPEST} deep.")
            inside = self._either()
            self._expect(")")
            self._depth -= 1
            return inside
        return self._comparison(self._take("word", "a column"))

    def _comparison(self, column: str) -> Condition:
        sign = self._next.text
        if self._next.kind == "sign" and sign in _COMPARISONS:
            self._place += 1
            return Compared(column, _COMPARISONS[sign], self._value())
        if self._accept("!="):
            return Negated(Compared(column, "=", self._value()))
        if self._accept("NOT"):
            self._expect("IN")
            return Negated(OneOf(column, self._values()))
        if self._accept("IN"):
            return OneOf(column, self._values())
        if self._accept("LIKE"):
            return IsLike(column, self._string())
        if self._accept("IS"):
            return self._truth(column)
        raise self._unexpected("=, !=, <, <=, >, >=, IN, NOT IN, LIKE or IS")

    def _truth(self, column: str) -> Condition:
        for word in ("TRUE", "FALSE"):
            if self._accept(word):
                return Compared(column, "=", word == "TRUE")
        raise self._unexpected("TRUE or FALSE")

    def _values(self) -> tuple[Scalar, ...]:
        self._expect("(")
        values = [self._value()]
        while self._accept(","):
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _value(self) -> Scalar:
        if self._next.kind == "number":
            return float(self._take("number", "a number"))
        if self._accept("TO_TIMESTAMP"):
            self._expect("(")
            text = self._string()
            self._expect(")")
            return Timestamp(text)
        return self._string()

    def _string(self) -> str:
        return self._take("string", "a value in single quotes, or a number")[1:-1].replace("''", "'")

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place] if self._place < len(self._tokens) else _END

    def _accept(self, text: str) -> bool:
        if self._next.kind in ("keyword", "sign") and self._next.text == text:
            self._place += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._unexpected(text)

    def _take(self, kind: str, wanted: str) -> str:
        if self._next.kind != kind:
            raise self._unexpected(wanted)
        self._place += 1
        return self._tokens[self._place - 1].text

    def _unexpected(self, wanted: str) -> ApiError:
        return invalid(f"filter_string has {self._next.text!r} where {wanted} should be.")
