"""The report of `quality_report`: as a table, as JSON, as a page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

import pandas as pd

from fashion_search.display import Section, page, table_html, table_text
from fashion_search.errors import InvalidRequestError

__all__ = ["BatchQuality", "Measure", "SampleRow"]

_LOW_SHARE, _LONG, _DRIFT = 0.85, 1e-3, 0.05


@dataclass(frozen=True, slots=True)
class Measure:
    """One number.

    Attributes:
        name: What was measured.
        of: Of what: a space, an attribute, a category, a reason.
        value: The number; shares are in [0, 1].
    """

    name: str
    of: str
    value: float

    @property
    def is_worrying(self) -> bool:
        """Whether someone should look at it."""
        if self.name.startswith("share of products") or self.name == "share that succeeded":
            return self.value < _LOW_SHARE
        if self.name.startswith("largest distance"):
            return self.value > _LONG
        if self.name == "models":
            return self.value > 1
        return self.name.startswith("drift") and self.value > _DRIFT


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One answer for people to judge."""

    product_id: str
    attribute: str
    answer: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchQuality:
    """What the tables of a catalogue hold.

    Attributes:
        measures: The numbers.
        centres: The mean vector of each space, for the next report to compare with.
        shares: How often each answer was given, by attribute.
        sample: Answers for people to judge.
    """

    measures: tuple[Measure, ...]
    centres: dict[str, list[float]] = field(default_factory=dict)
    shares: dict[str, dict[str, float]] = field(default_factory=dict)
    sample: tuple[SampleRow, ...] = ()

    def value(self, name: str, of: str = "") -> float | None:
        """One number, or `None` when it was not measured."""
        return next((one.value for one in self.measures if (one.name, one.of) == (name, of)), None)

    @property
    def worries(self) -> tuple[Measure, ...]:
        """The numbers that someone should look at."""
        return tuple(one for one in self.measures if one.is_worrying)

    def to_pandas(self) -> pd.DataFrame:
        """A row per number: `name, of, value, is_worrying`."""
        rows = [asdict(one) | {"is_worrying": one.is_worrying} for one in self.measures]
        return pd.DataFrame(rows, columns=["name", "of", "value", "is_worrying"])

    def to_dict(self) -> dict[str, object]:
        """Everything as plain values, ready for JSON."""
        return asdict(self)

    def to_json(self) -> str:
        """Everything, to be read by `from_json`."""
        return json.dumps(self.to_dict(), indent=2)

    @classmethod
    def from_json(cls, text: str | bytes) -> BatchQuality:
        """A report back from JSON.

        Raises:
            InvalidRequestError: the text is no report.
        """
        try:
            found = json.loads(text)
            return cls(
                measures=tuple(Measure(**one) for one in found["measures"]),
                centres=found["centres"],
                shares=found["shares"],
                sample=tuple(SampleRow(**one) for one in found["sample"]),
            )
        except (ValueError, KeyError, TypeError) as exc:
            raise InvalidRequestError(f"The text is no quality report of batch work: {exc}") from exc

    def __str__(self) -> str:
        """The numbers as a table for a terminal."""
        return table_text(_HEADINGS, self._rows())

    def to_html(self) -> str:
        """A page that stands alone in one file."""
        answers = [
            (name, answer, share) for name, all_of in self.shares.items() for answer, share in all_of.items()
        ]
        judged = [(one.product_id, one.attribute, one.answer, one.confidence, None) for one in self.sample]
        sections = [Section(title="Numbers", body=table_html(_HEADINGS, self._rows()))]
        if answers:
            sections.append(
                Section(title="Answers", body=table_html(("attribute", "answer", "share"), answers))
            )
        if judged:
            columns = ("product", "attribute", "answer", "confidence", "right?")
            note = "Judge these to fit the thresholds of confidence."
            sections.append(Section(title="A sample to judge", body=table_html(columns, judged), note=note))
        return page("Quality of the tables", sections, note=f"{len(self.worries)} numbers to look at.")

    def _rows(self) -> list[tuple[str, str, float, str]]:
        return [(one.name, one.of, one.value, "look" if one.is_worrying else "") for one in self.measures]


_HEADINGS = ("measure", "of", "value", "")
