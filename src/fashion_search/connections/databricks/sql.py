"""SQLAlchemy statements as Databricks SQL with named parameters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import BindParameter, Executable, Text, literal
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import IdentifierPreparer, SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, ClauseElement

from fashion_search.errors import InvalidRequestError

__all__ = ["Parameter", "SqlText", "as_databricks_sql"]

_MOST_PARAMETERS = 100
"""Longer lists travel as one parameter: a statement takes 255 of them."""

_LARGEST_BIGINT = 2**63


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value bound to `:name`, as the statement API takes it.

    Attributes:
        name: Its name in the statement.
        value: As text; `None` for null.
        type: A Databricks SQL type.
    """

    name: str
    value: str | None
    type: str

    @classmethod
    def of(cls, name: str, value: object) -> Parameter:
        """The parameter for a Python value.

        Raises:
            InvalidRequestError: it is of a type that has none.
        """
        if value is None or isinstance(value, str):
            return cls(name, value, "STRING")
        if isinstance(value, bool):
            return cls(name, str(value).lower(), "BOOLEAN")
        if isinstance(value, int) and abs(value) < _LARGEST_BIGINT:
            return cls(name, str(value), "BIGINT")
        if isinstance(value, (int, float)):
            return cls(name, repr(float(value)), "DOUBLE")
        raise InvalidRequestError(f"A {type(value).__name__} cannot be a parameter of a SQL statement.")


@dataclass(frozen=True, slots=True)
class SqlText:
    """A statement, and the values of its parameters."""

    text: str
    parameters: tuple[Parameter, ...]


def as_databricks_sql(statement: Executable) -> SqlText:
    """A SELECT in Databricks SQL.

    Identifiers are in backticks, and a schema such as `main.fashion_demo` counts as two of them. Text
    compares by code point, as columns do that were made without a collation of their own. LIKE minds the case
    and takes a backslash for an escape.

    Args:
        statement: With every value bound.
    """
    assert isinstance(statement, ClauseElement)  # noqa: S101 - all of SQLAlchemy's own statements are
    compiled = statement.compile(dialect=_DatabricksDialect(), compile_kwargs={"render_postcompile": True})
    parameters = tuple(Parameter.of(name, value) for name, value in compiled.params.items())
    return SqlText(str(compiled), parameters)


class _Identifiers(IdentifierPreparer):
    """Backticks around every name."""

    def __init__(self, dialect: DefaultDialect) -> None:
        super().__init__(dialect, initial_quote="`", escape_quote="`")

    def quote(self, ident: str, force: Any = None) -> str:  # noqa: ANN401, ARG002
        return self.quote_identifier(ident)

    def quote_schema(self, schema: str, force: Any = None) -> str:  # noqa: ANN401, ARG002
        return ".".join(self.quote_identifier(part) for part in schema.split("."))


class _Compiler(SQLCompiler):
    """What differs from SQLAlchemy's plain SQL."""

    def limit_clause(self, select: Any, **kw: Any) -> str:  # noqa: ANN401
        """LIMIT takes literals."""
        kw["literal_binds"] = True
        limited: str = super().limit_clause(select, **kw)  # type: ignore[no-untyped-call]
        return limited

    def visit_in_op_binary(self, binary: BinaryExpression[Any], operator: Any, **kw: Any) -> str:  # noqa: ANN401, ARG002
        """IN, or a look into an array when the list is long."""
        long = self._long_list(binary, kw)
        return long or self._generate_generic_binary(binary, " IN ", **kw)

    def visit_not_in_op_binary(self, binary: BinaryExpression[Any], operator: Any, **kw: Any) -> str:  # noqa: ANN401
        """The contrary."""
        long = self._long_list(binary, kw)
        return f"(NOT {long})" if long else super().visit_not_in_op_binary(binary, operator, **kw)  # type: ignore[no-untyped-call]

    def visit_empty_set_expr(self, element_types: Sequence[Any], **kw: Any) -> str:  # noqa: ANN401, ARG002
        """What an empty list selects."""
        return f"SELECT {', '.join('NULL' for _ in element_types)} WHERE false"

    def _long_list(self, binary: BinaryExpression[Any], options: dict[str, Any]) -> str | None:
        bound = binary.right
        values = bound.value if isinstance(bound, BindParameter) and bound.expanding else None
        if not isinstance(values, (list, tuple)) or len(values) <= _MOST_PARAMETERS:
            return None
        is_text = all(isinstance(value, str) for value in values)
        column = self.process(binary.left, **options)
        kind, sought = ("STRING", column) if is_text else ("DOUBLE", f"CAST({column} AS DOUBLE)")
        listed = self.process(literal(json.dumps(list(values), ensure_ascii=False), Text()), **options)
        return f"array_contains(from_json({listed}, 'ARRAY<{kind}>'), {sought})"


class _DatabricksDialect(DefaultDialect):
    """Databricks SQL, for compiling only."""

    name: ClassVar[str] = "databricks"  # type: ignore[misc]
    preparer = _Identifiers  # type: ignore[assignment]
    statement_compiler = _Compiler
    supports_native_boolean = True
    supports_statement_cache = False
    default_paramstyle = "named"

    def __init__(self) -> None:
        super().__init__(paramstyle="named")
