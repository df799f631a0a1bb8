"""The rows of `user_style_features`: what the people whose events lie beside a store like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.indexes.local import LocalIndex
from fashion_search.people.sql import PEOPLE, SqlEventLog
from fashion_search.recommenders.personal import PersonalRecommender
from fashion_search.store import Store

__all__ = ["style_rows"]


def style_rows(store: Store) -> Iterator[dict[str, Any]]:
    """One row for each person with events, by column; none where nobody did anything."""
    if not (store.path / PEOPLE).exists():
        return
    log = SqlEventLog.beside(store.path)
    try:
        people = PersonalRecommender(LocalIndex.from_store(store), SqlCatalog(store.engine()), log)
        for user_id in log.user_ids():
            yield people.style(user_id).to_dict()
    finally:
        log.close()
