"""What is made of all events is made again when there are more, but not all the time."""

from __future__ import annotations

from datetime import date

from fashion_search.people import Event, MemoryEventLog, OfAllEvents

ONE = Event(user_id="u", product_id="p", kind="view", at=date(2026, 1, 1))


class Counted:
    """Counts events, and how often it was asked to; every look at the clock takes a while."""

    def __init__(self, takes_s: float) -> None:
        self.log, self.asked, self.now, self.takes_s = MemoryEventLog(), 0, 0.0, takes_s
        self.count = OfAllEvents(self.log, self._make, clock=lambda: self.now)

    def _make(self, events):
        self.asked += 1
        self.now += self.takes_s
        return len(events)


def test_every_event_counts_at_once_where_reading_is_quick():
    counted = Counted(takes_s=0.01)
    assert (counted.count.get(), counted.count.get(), counted.asked) == (0, 0, 1)
    for number in range(1, 4):
        counted.log.append([ONE])
        assert (counted.count.get(), counted.asked) == (number, number + 1)


def test_a_log_that_takes_long_is_read_a_twentieth_of_the_time():
    counted = Counted(takes_s=2.0)
    assert counted.count.get() == 0
    counted.log.append([ONE])
    counted.now += 39.0
    assert (counted.count.get(), counted.asked) == (0, 1)
    counted.now += 2.0
    assert (counted.count.get(), counted.asked) == (1, 2)
    counted.now += 1000.0
    assert (counted.count.get(), counted.asked) == (1, 2)
