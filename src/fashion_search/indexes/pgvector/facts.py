"""What a query has to know of the database before it can ask: the model, the extension, the size."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Float, Table, Text, cast, literal, select
from sqlalchemy import column as named
from sqlalchemy import table as table_named
from sqlalchemy.dialects.postgresql import OID, REGCLASS

from fashion_search.connections.sql.database import SqlAsk
from fashion_search.errors import ModelMismatchError, NotFoundError
from fashion_search.steps import Steps
from fashion_search.types import ModelIdentity

__all__ = ["Facts", "facts_of", "written_model"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a query has to know of the database.

    Attributes:
        identity: The model whose vectors are stored.
        version: pgvector's, such as `(0, 8)`.
        count: About how many products there are, as far as the planner knows.
    """

    identity: ModelIdentity
    version: tuple[int, ...]
    count: int = 0


def facts_of(table: Table, expected: ModelIdentity | None) -> Steps[SqlAsk, Facts]:
    """Which model is stored in a table of products with their vectors, and which pgvector stores it.

    Args:
        table: The table.
        expected: What the caller says the model is; needed only while the table is empty.

    Raises:
        ModelMismatchError: the table holds vectors of another model.
        NotFoundError: the table is empty, and no model is expected.
    """
    model = select(table.c.embedding_model, table.c.embedding_dimension).limit(1)
    extension = table_named("pg_extension", named("extname", Text), named("extversion", Text))
    version = select(extension.c.extversion).where(extension.c.extname == "vector")
    classes = table_named("pg_class", named("oid", OID), named("reltuples", Float))
    estimate = select(classes.c.reltuples).where(classes.c.oid == cast(literal(_quoted(table)), REGCLASS))
    models, versions, estimates = yield [model, version, estimate]
    identity = _identity(*models[0]) if models else expected
    if identity is None:
        raise NotFoundError(
            f"The table {table.name} is empty, so its model is not known. Load products first."
        )
    if expected is not None and identity != expected:
        raise ModelMismatchError(f"The table {table.name} holds vectors of {identity}, not of {expected}.")
    return Facts(identity, _version(versions[0][0] if versions else "0"), int(estimates[0][0]))


def written_model(identity: ModelIdentity) -> str:
    """A model as the column `embedding_model` names it."""
    return f"{identity.name}@{identity.fingerprint}" if identity.fingerprint else identity.name


def _identity(model: str, dimension: int) -> ModelIdentity:
    name, _, fingerprint = model.partition("@")
    return ModelIdentity(name=name, dimension=int(dimension), fingerprint=fingerprint)


def _quoted(table: Table) -> str:
    """The table's name as PostgreSQL reads it in a text."""
    parts = (table.schema, table.name) if table.schema else (table.name,)
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
