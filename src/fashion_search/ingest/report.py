"""What an ingest did, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fashion_search.ingest.quality import QualityReport
from fashion_search.ingest.rejects import Reject
from fashion_search.ingest.run import Effect
from fashion_search.store import Manifest

__all__ = ["IngestReport"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What an ingest, upsert or delete did.

    Attributes:
        store: The store's directory.
        manifest: What the store holds now.
        written: Whether a new generation was made; `False` when nothing had changed.
        added: Products that were not there before.
        changed: Products whose values, words or picture differ from before.
        removed: Products that were there before and are not now.
        texts_encoded: Texts given to the model in this run.
        pictures_encoded: Pictures given to the model in this run.
        resumed: Products whose encoding an interrupted run had finished.
        rejects: What was kept aside, in order of rows.
        columns: Which column of the input each field came from.
        ignored_columns: Columns that are no field.
        quality: What is wrong with the catalogue; `None` when it was not looked over.
        seconds: How long it took.
    """

    store: Path
    manifest: Manifest
    written: bool
    added: int = 0
    changed: int = 0
    removed: int = 0
    texts_encoded: int = 0
    pictures_encoded: int = 0
    resumed: int = 0
    rejects: tuple[Reject, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    quality: QualityReport | None = None
    seconds: float = 0.0

    @classmethod
    def of(
        cls,
        store: Path,
        manifest: Manifest,
        effect: Effect,
        *,
        rejects: tuple[Reject, ...] = (),
        columns: Mapping[str, str] | None = None,
        ignored_columns: tuple[str, ...] = (),
        quality: QualityReport | None = None,
        seconds: float,
    ) -> IngestReport:
        """The report of a change."""
        return cls(
            store=store,
            manifest=manifest,
            written=effect.written,
            added=effect.added,
            changed=len(effect.changed_ids),
            removed=effect.removed,
            texts_encoded=effect.texts_encoded,
            pictures_encoded=effect.pictures_encoded,
            resumed=effect.resumed,
            rejects=rejects,
            columns=columns or {},
            ignored_columns=ignored_columns,
            quality=quality,
            seconds=seconds,
        )

    @property
    def reject_counts(self) -> dict[str, int]:
        """How many rows, values and pictures were kept aside, by kind."""
        return dict(Counter(reject.kind for reject in self.rejects))

    def __str__(self) -> str:
        """A few lines for a terminal."""
        held = f"{self.manifest.product_count:,} products, {self.manifest.picture_count:,} with pictures"
        lines = [f"{self.store}: {held}"]
        if self.written:
            lines.append(f"{self.added:,} added, {self.changed:,} changed, {self.removed:,} removed")
        else:
            lines.append("nothing has changed; the store stays as it is")
        lines.append(f"{self.texts_encoded:,} texts and {self.pictures_encoded:,} pictures encoded")
        if self.resumed:
            lines[-1] += f", {self.resumed:,} products taken over from an interrupted run"
        if self.rejects:
            counts = ", ".join(f"{count:,} {kind}s" for kind, count in sorted(self.reject_counts.items()))
            lines.append(f"kept aside: {counts}; reasons in {self.store / 'rejects.jsonl'}")
        return "\n".join(lines)
