"""Where a catalogue keeps the products of a slot, and those of a wearer, as filters."""

from __future__ import annotations

from functools import cache, cached_property

from fashion_search.filters import F, Filter, any_of
from fashion_search.protocols import Catalog
from fashion_search.recommenders.outfits.audience import Audience, genders_for
from fashion_search.recommenders.outfits.formality import usages_conflict
from fashion_search.recommenders.outfits.slots import Slot, kind_named

__all__ = ["Shelves"]

_FIELDS = ("article_type", "sub_category", "gender", "usage")
_EVERY_VALUE = 10_000


class Shelves:
    """Translates slots, wearers and occasions into this catalogue's own words, read once.

    Args:
        catalog: The catalogue.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.of_slot = cache(self._of_slot)

    def _of_slot(self, slot: Slot) -> Filter | None:
        """Products of a slot: by article type, else by sub-category; `None` when the catalogue has none."""
        types = self._values["article_type"]
        named = [name for name in types if name and _slot_named(name) == slot]
        found: list[Filter] = [F.article_type.isin(named)] if named else []
        families = [name for name in self._values["sub_category"] if name and _slot_named(name) == slot]
        strange = [name for name in types if name and kind_named(name) is None]
        if families and (strange or None in types):
            unnamed = F.article_type.is_null() | F.article_type.isin(strange)
            found.append(unnamed & F.sub_category.isin(families))
        return any_of(found) if found else None

    def for_wearer(self, wearer: Audience | None) -> Filter | None:
        """Products the wearer can wear; a product of unknown gender is not among them."""
        if wearer is None:
            return None
        return F.gender.isin(genders_for(wearer, [name for name in self._values["gender"] if name]))

    def for_sexes(self, wearer: Audience | None) -> Filter:
        """Products made for one sex alone, of the wearer's age if that is known."""
        known = Audience(wearer.age, "any") if wearer else None
        ages = [known] if known else [Audience("adult", "any"), Audience("child", "any")]
        names = [name for name in self._values["gender"] if name]
        fitting = {name for age in ages for name in genders_for(age, names)}
        both = {name for age in ages for name in genders_for(Audience(age.age, "men"), names)}
        both &= {name for age in ages for name in genders_for(Audience(age.age, "women"), names)}
        return F.gender.isin(sorted(fitting - both))

    def for_usage(self, usage: str | None) -> Filter | None:
        """Products that may be shown with one of this usage."""
        refused = [name for name in self._values["usage"] if name and usages_conflict(usage, name)]
        return (F.usage.is_null() | F.usage.notin(refused)) if refused else None

    @cached_property
    def _values(self) -> dict[str, tuple[str | None, ...]]:
        facets = self._catalog.facets(_FIELDS, limit=_EVERY_VALUE)
        return {
            name: tuple(one.value for one in facets[name] if one.value is None or isinstance(one.value, str))
            for name in _FIELDS
        }


def _slot_named(category: str) -> Slot | None:
    kind = kind_named(category)
    return None if kind is None else kind.slot
