"""Whether everything a client needs is there: `check(settings)` asks each part and says what to do."""

from fashion_search.checking.check import check
from fashion_search.checking.report import CheckReport, Finding

__all__ = ["CheckReport", "Finding", "check"]
