"""Deciding what is shown: from cosines to relevance."""

from fashion_search.ranking.calibration import Calibration

__all__ = ["Calibration"]
