"""What adapting a model came to: before and after on products it was not trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fashion_search.display import table_text
from fashion_search.evaluation import Measured
from fashion_search.evaluation.significance import FEWEST_QUERIES
from fashion_search.training.adapt_calibration import Relevance
from fashion_search.training.curves import SILENCED
from fashion_search.types import ModelIdentity

__all__ = ["AdaptReport"]

_WIDTH = 120
_NOTHING, _FEW = "no difference shown", "too few queries to tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptReport:
    """Before and after, on held-out products only.

    Attributes:
        store: The store that was adapted to.
        before: The model as it was.
        after: The adapted model, or `None` when it was not kept.
        out: The adapted model's folder, or `None`.
        training: How many products were learned from.
        validation: How many said when to stop.
        held_out: How many the measures are about.
        left_out: Products without a picture or a title.
        rounds: How many rounds were trained.
        best_round: Which of them was kept; 0 when none was better than the model as it was.
        measures: By name, higher is better; p-values are corrected by Holm over all of them.
        relevance: The adapted model's curves.
        seconds: How long it took.
    """

    store: Path
    before: ModelIdentity
    after: ModelIdentity | None
    out: Path | None
    training: int
    validation: int
    held_out: int
    left_out: int
    rounds: int
    best_round: int
    measures: Mapping[str, Measured]
    relevance: Relevance = field(default_factory=Relevance)
    seconds: float = 0.0

    @property
    def better(self) -> bool:
        """Whether at least one measure is shown to be better, and none to be worse."""
        found = self.findings()
        return bool(found["better"]) and not found["worse"]

    def findings(self) -> dict[str, list[str]]:
        """The measures by what they show of the adapted model, under the words of `verdict`."""
        found: dict[str, list[str]] = {word: [] for word in ("better", "worse", _NOTHING, _FEW)}
        for name, row in self.measures.items():
            difference = row.difference
            if difference.shown:
                found["better" if difference.mean > 0 else "worse"].append(name)
            else:
                found[_FEW if difference.queries < FEWEST_QUERIES else _NOTHING].append(name)
        return found

    @property
    def verdict(self) -> str:
        """What the measures show, in words; says "no difference shown" where there is none."""
        listed = ((word, names) for word, names in self.findings().items() if names)
        return "\n".join(f"{word.capitalize()}: {', '.join(names)}." for word, names in listed)

    @property
    def outcome(self) -> str:
        """What became of the model, and why."""
        found = self.findings()
        if found["better"] and found["worse"]:
            judged = "better in some measures and worse in others"
        else:
            judged = "shown to be better" if found["better"] else "not shown to be better"
        if self.out is None:
            return f"Not kept: on held-out products the adapted model is {judged}. Nothing was written."
        asked = "" if self.better else "as asked, although "
        return f"Kept at {self.out}: {asked}on held-out products it is {judged}."

    @property
    def columns(self) -> tuple[str, ...]:
        """Headings of the table."""
        return "on held-out products", "queries", "before", "after", "difference", "p"

    def rows(self) -> list[tuple[str, int, str, str, str, str]]:
        """The table, a line per measure."""
        return [
            (
                name,
                row.difference.queries,
                str(row.first),
                str(row.second),
                str(row.difference),
                f"{row.difference.p_adjusted:.3g}",
            )
            for name, row in self.measures.items()
        ]

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            "store": str(self.store),
            "before": asdict(self.before),
            "after": asdict(self.after) if self.after else None,
            "out": str(self.out) if self.out else None,
            "better": self.better,
            "verdict": self.verdict,
            "products": {
                "training": self.training,
                "validation": self.validation,
                "held_out": self.held_out,
                "left_out": self.left_out,
            },
            "rounds": self.rounds,
            "best_round": self.best_round,
            "measures": {name: asdict(row) for name, row in self.measures.items()},
            "calibration": asdict(self.relevance),
            "seconds": round(self.seconds, 1),
        }

    def __str__(self) -> str:
        """Head, table, verdict and outcome as plain text."""
        return "\n\n".join(
            (self.head, table_text(self.columns, self.rows(), width=_WIDTH), self.verdict, self.outcome)
        )

    @property
    def head(self) -> str:
        """What was done with how much."""
        kept = f"kept round {self.best_round}" if self.best_round else "no round was better on validation"
        curves = ", ".join(f"{pair} (error {error:.3f})" for pair, error in self.relevance.errors.items())
        lines = [
            f"{self.before} adapted to {self.store}",
            f"{self.training:,} products to learn from, {self.validation:,} to know when to stop.",
            f"{self.held_out:,} held out. {self.left_out:,} without a picture or a title left out.",
            f"{self.rounds} rounds in {self.seconds:.0f} s; {kept}.",
        ]
        if curves:
            lines.append(f"Relevance fitted anew: {curves}.")
        if self.relevance.answered is not None:
            lines.append(
                f"At relevance {self.relevance.min_relevance}, where {100 * SILENCED:.0f} % of the words for "
                "what no fashion shop sells find nothing, "
                f"{self.relevance.answered:.1%} of the phrases find something."
            )
        if not curves and self.out is not None:
            lines.append("Relevance: too few held-out queries to fit it anew; the adapted model has none.")
        return "\n".join(lines)
