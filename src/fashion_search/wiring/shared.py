"""What every backend's parts take from the settings in the same way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from fashion_search.errors import ConfigurationError
from fashion_search.ranking.calibration import Calibrations, parse_calibrations
from fashion_search.searching import Defaults
from fashion_search.settings import Settings
from fashion_search.types import ModelIdentity

if TYPE_CHECKING:
    from sqlalchemy import Table

__all__ = ["Meaning", "defaults_of", "fields_table", "meaning_of"]


class Meaning(NamedTuple):
    """What cosines of a model mean.

    Attributes:
        calibration: From cosine to relevance; empty when not known.
        min_relevance: Below this words most likely fit nothing; `None` when not known.
    """

    calibration: Calibrations
    min_relevance: float | None


def defaults_of(settings: Settings) -> Defaults:
    """What a client does when a call does not say."""
    return Defaults(
        timeout_s=settings.timeout_s,
        diversity=settings.diversity,
        min_relevance=settings.min_relevance,
    )


def meaning_of(identity: ModelIdentity, settings: Settings) -> Meaning:
    """What the cosines of a model mean: as the settings' file says, or known for the model in this package.

    Raises:
        ConfigurationError: the file cannot be read, or has no calibration.
    """
    if settings.calibration_file is not None:
        try:
            said = json.loads(settings.calibration_file.read_text(encoding="utf-8"))
            return Meaning(parse_calibrations(said["calibration"]), said.get("min_relevance"))
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise ConfigurationError(
                f"The calibration file {str(settings.calibration_file)!r} cannot be used ({exc!r}). It is a "
                "JSON file with 'calibration', as the model.json of a model folder is."
            ) from exc
    try:
        from fashion_search.embedders.bundled import BundledEmbedder

        bundled = BundledEmbedder()
    except ImportError:
        return Meaning({}, None)
    if identity != bundled.identity:
        return Meaning({}, None)
    return Meaning(bundled.calibration, bundled.min_relevance)


def fields_table(settings: Settings) -> Table:
    """The products' table in PostgreSQL, in the schema of the settings."""
    from sqlalchemy import MetaData

    from fashion_search.store.tables import products

    *_, schema, name = settings.full_name(settings.products_table).split(".")
    return products.to_metadata(MetaData(), schema=schema, name=name)
