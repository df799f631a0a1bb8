"""People: what they did, what that says about their taste, and five invented shoppers for any store.

`fashion_search.people.sql` keeps events in a database; it is imported only by those who want that.
"""

from fashion_search.people.demand import Demand
from fashion_search.people.events import Event, EventKind, EventLog, MemoryEventLog
from fashion_search.people.folding import StyleSums
from fashion_search.people.launches import Launches
from fashion_search.people.overlay import WithPersonas
from fashion_search.people.personas import Persona, cast_personas
from fashion_search.people.profile import Profile
from fashion_search.people.reading import OfAllEvents
from fashion_search.people.segments import SEGMENTS, PriceLevels, Segment, segment_fits
from fashion_search.people.settings import StyleSettings
from fashion_search.people.style import UserStyle

__all__ = [
    "SEGMENTS",
    "Demand",
    "Event",
    "EventKind",
    "EventLog",
    "Launches",
    "MemoryEventLog",
    "OfAllEvents",
    "Persona",
    "PriceLevels",
    "Profile",
    "Segment",
    "StyleSettings",
    "StyleSums",
    "UserStyle",
    "WithPersonas",
    "cast_personas",
    "segment_fits",
]
