"""The data-quality report of an ingest: raw rows, what was kept aside, what is known of each picture."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from fashion_search.images.folder import FolderPictures, ZipPictures
from fashion_search.ingest.intake import Intake
from fashion_search.ingest.quality import FileFacts, PictureFacts, QualityReport, assess, unreadable
from fashion_search.ingest.rejects import Reject
from fashion_search.protocols import PictureSource
from fashion_search.store import Store

__all__ = ["inspect"]


def inspect(intake: Intake, store: Store, pictures: PictureSource | None) -> QualityReport:
    """Assess the input that a store was just made from; no picture is decoded again.

    Args:
        intake: The input, read.
        store: The store that holds it now.
        pictures: Where its pictures came from.
    """
    taken = {number: product_id for product_id, number in intake.row_numbers.items()}
    rows = [
        {**row.values, "product_id": taken[row.number]} for row in intake.table.rows if row.number in taken
    ]
    with_pictures = pictures is not None or store.manifest.picture_count > 0
    return assess(
        rows, pictures=list(_facts(store)) if with_pictures else None, found=_found(intake, pictures)
    )


def _facts(store: Store) -> Iterator[PictureFacts]:
    for product_id, source in store.sources().items():
        if source.picture_hash is not None and source.picture_problem is not None:
            yield unreadable(product_id, source.picture_problem)
        elif source.facts is not None:
            yield PictureFacts(**json.loads(source.facts))


def _found(intake: Intake, pictures: PictureSource | None) -> FileFacts:
    refused = [reject for reject in intake.rejects if reject.kind == "row"]
    orphans = (
        pictures.left_over(intake.products) if isinstance(pictures, FolderPictures | ZipPictures) else []
    )
    return FileFacts(
        rejected=Counter(reject.cause for reject in refused),
        duplicate_ids=_ids(refused, "duplicate product id"),
        ragged_rows=_ids(refused, "ragged row"),
        orphan_pictures=orphans,
    )


def _ids(refused: list[Reject], cause: str) -> list[str]:
    return list(dict.fromkeys(one.product_id for one in refused if one.cause == cause and one.product_id))
