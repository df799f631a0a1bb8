"""Tables that are made when they are missing, by whoever comes first."""

from __future__ import annotations

from sqlalchemy import Engine, MetaData
from sqlalchemy.exc import DBAPIError

__all__ = ["made"]


def made(engine: Engine, metadata: MetaData) -> None:
    """Make the tables that are missing.

    Two who begin at the same moment both find nothing; the later one is refused, and then finds the tables.

    Args:
        engine: The database.
        metadata: The tables.

    Raises:
        SQLAlchemyError: they cannot be made.
    """
    try:
        metadata.create_all(engine)
    except DBAPIError:
        metadata.create_all(engine)
