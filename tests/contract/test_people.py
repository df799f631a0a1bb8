"""What people did, and their tastes, in PostgreSQL as in SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from threading import Thread

import numpy as np
import pytest
from sqlalchemy import Engine, text

from fashion_search.connections.sql.engines import postgres_engine
from fashion_search.errors import StoreError
from fashion_search.people import Event, UserStyle
from fashion_search.people.sql import SqlEventLog
from fashion_search.people.stored_styles import USER_STYLES, SqlStyles

pytestmark = pytest.mark.postgres

NOON = datetime(2025, 6, 30, 12, tzinfo=timezone.utc)


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = postgres_engine(postgres_url)
    yield engine
    with engine.begin() as connection:
        for table in ("events", USER_STYLES):
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
    engine.dispose()


def event(user_id: str = "u", product_id: str = "p", at: date = NOON) -> Event:
    return Event(user_id=user_id, product_id=product_id, kind="view", at=at)


def test_events_come_back_oldest_first(engine: Engine) -> None:
    log = SqlEventLog(engine)
    late, early, day = event(), event(at=NOON - timedelta(days=1)), event(at=date(2025, 6, 30))
    assert log.append([late, early, day]) == 3
    assert log.of_user("u") == (early, day, late)
    assert tuple(log) == (early, day, late)
    assert (len(log), log.user_ids(), log.of_user("nobody")) == (3, ("u",), ())
    assert SqlEventLog(engine).of_user("u") == (early, day, late)


def test_letters_of_every_kind_come_back(engine: Engine) -> None:
    log = SqlEventLog(engine)
    strange = event(user_id="o'neil; DROP TABLE events; --", product_id="Écharpe 🧣 %_\\")
    log.append([strange, event(user_id="Z"), event(user_id="a")])
    assert log.of_user(strange.user_id) == (strange,)
    assert log.user_ids() == ("Z", "a", strange.user_id)


def test_a_failed_append_keeps_nothing(engine: Engine) -> None:
    log = SqlEventLog(engine)
    broken = event()
    object.__setattr__(broken, "product_id", None)
    with pytest.raises(StoreError, match="events"):
        log.append([event(), broken])
    assert len(log) == 0


def test_two_who_open_the_log_at_once_both_find_a_table(engine: Engine) -> None:
    problems: list[Exception] = []

    def open_it() -> None:
        try:
            SqlEventLog(engine).append([event()])
        except Exception as error:
            problems.append(error)

    threads = [Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(SqlEventLog(engine)) == 6


def test_a_taste_comes_back_as_it_was_kept(engine: Engine) -> None:
    styles = SqlStyles(engine)
    vector = np.array([0.6, 0.8, 0.0], np.float32)
    style = UserStyle(
        user_id="u1",
        embedding=vector,
        segment="luxury",
        num_interactions=3,
        category_prefs={"Watches": 1.0, "Écharpes": 0.5},
        color_prefs={"Black": 1.0},
        avg_price=99.5,
        min_price=80.0,
        max_price=120.0,
        last_seen=date(2026, 1, 2),
    )
    styles.put([style, UserStyle(user_id="u2")])
    assert styles.get("u1").to_dict() == style.to_dict()
    styles.put([UserStyle(user_id="u1")])
    assert styles.get("u1").embedding is None
    assert styles.get("nobody") is None


def test_a_table_that_was_synchronised_from_elsewhere_is_read(engine: Engine) -> None:
    """With jsonb, doubles, and without the columns that are ours alone."""
    with engine.begin() as connection:
        connection.execute(
            text(
                f"CREATE TABLE {USER_STYLES} (user_id text PRIMARY KEY, user_embedding double precision[], "
                "segment text, num_interactions bigint, category_prefs jsonb, color_prefs jsonb, "
                "avg_price double precision, min_price double precision, max_price double precision)"
            )
        )
        connection.execute(
            text(
                f"INSERT INTO {USER_STYLES} VALUES ('u', '{{3,4}}', 'budget', 7, "  # noqa: S608
                """'{"Jeans": 4, "Tops": 1}', NULL, 20, 10, 30)"""
            )
        )
    style = SqlStyles(engine).get("u")
    assert style.embedding.tolist() == pytest.approx([0.6, 0.8])
    assert (style.segment, style.num_interactions, style.avg_price) == ("budget", 7, 20.0)
    assert dict(style.category_prefs) == {"Jeans": 1.0, "Tops": 0.25}
