"""Every event log keeps the same promises."""

from datetime import date, datetime, timedelta, timezone

import pytest

from fashion_search.errors import InvalidRequestError, StoreError
from fashion_search.people import Event, MemoryEventLog
from fashion_search.people.sql import PEOPLE, SqlEventLog

NOON = datetime(2025, 6, 30, 12, tzinfo=timezone.utc)


def event(user_id="u", product_id="p", kind="view", at=NOON):
    return Event(user_id=user_id, product_id=product_id, kind=kind, at=at)


@pytest.fixture(params=["memory", "sql"])
def log(request, tmp_path):
    kept = MemoryEventLog() if request.param == "memory" else SqlEventLog.beside(tmp_path)
    yield kept
    if isinstance(kept, SqlEventLog):
        kept.close()


def test_events_come_back_oldest_first_whatever_order_they_came_in(log):
    late, early, day = event(at=NOON), event(at=NOON - timedelta(days=1)), event(at=date(2025, 6, 30))
    assert log.append([late, early, day]) == 3
    assert log.of_user("u") == (early, day, late)
    assert tuple(log) == (early, day, late)


def test_people_are_kept_apart(log):
    log.append([event("b"), event("a"), event("a", "q")])
    assert log.user_ids() == ("a", "b")
    assert {one.product_id for one in log.of_user("a")} == {"p", "q"}
    assert log.of_user("nobody") == ()
    assert len(log) == 3


def test_appending_nothing_changes_nothing(log):
    assert log.append([]) == 0
    assert (len(log), tuple(log), log.user_ids()) == (0, (), ())


def test_times_of_other_zones_are_the_same_moment(log):
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    log.append([event(at=there)])
    assert log.of_user("u")[0].at == NOON
    assert log.of_user("u")[0].day == event(at=NOON).day


def test_the_file_beside_a_store_is_found_again(tmp_path):
    first = SqlEventLog.beside(tmp_path)
    first.append([event()])
    first.close()
    again = SqlEventLog.beside(tmp_path)
    assert again.of_user("u") == (event(),)
    assert (tmp_path / PEOPLE).is_file()
    again.close()


def test_a_failed_append_keeps_nothing(tmp_path):
    log = SqlEventLog.beside(tmp_path)
    broken = event()
    object.__setattr__(broken, "product_id", None)
    with pytest.raises(StoreError, match="events"):
        log.append([event(), broken])
    assert len(log) == 0
    log.close()


def test_a_missing_directory_and_a_file_that_is_no_database_are_named(tmp_path):
    with pytest.raises(StoreError, match="no directory"):
        SqlEventLog.beside(tmp_path / "absent")
    (tmp_path / PEOPLE).write_bytes(b"this is no database, but it is long enough to look like one" * 20)
    log = SqlEventLog.beside(tmp_path)
    for use in (lambda: len(log), lambda: log.append([event()])):
        with pytest.raises(StoreError, match=PEOPLE):
            use()
    log.close()


def test_reading_makes_no_file(tmp_path):
    log = SqlEventLog.beside(tmp_path)
    assert (len(log), tuple(log), log.user_ids(), log.of_user("u")) == (0, (), (), ())
    assert not (tmp_path / PEOPLE).exists()
    another = SqlEventLog.beside(tmp_path)
    another.append([event()])
    assert log.of_user("u") == (event(),)
    for one in (log, another):
        one.close()


@pytest.mark.parametrize("wrong", [{"user_id": ""}, {"product_id": ""}, {"kind": "buy"}])
def test_events_that_cannot_be_counted_are_refused(wrong):
    with pytest.raises(InvalidRequestError):
        event(**wrong)
