"""Checked by mypy, never run: what `F` offers, and that a type checker sees the mistakes `F` refuses.

An ignored error that is no error would fail the check too.
"""

from __future__ import annotations

from fashion_search.filters import F, Filter, parse_filter


def what_is_offered() -> list[Filter]:
    return [
        F.price == 20,
        F.price != 19.99,
        F.price.between(20, 80) & ~F.price.isin([25, 30.5]),
        (F.year >= 2012) | F.year.is_null(),
        F.gender == "Women",
        F.gender.isin({"Women", "Unisex"}) & F.gender.notin(("Men",)),
        F.product_display_name.like("%dress%") & F.product_display_name.contains("red"),
    ]


def what_is_refused() -> list[object]:
    return [
        F.colour,  # type: ignore[attr-defined]
        F.price.like("1%"),  # type: ignore[attr-defined]
        F.price.contains("1"),  # type: ignore[attr-defined]
        F.price > "20",  # type: ignore[operator]
        F.price.between("20", "80"),  # type: ignore[arg-type]
        F.price.isin(["20"]),  # type: ignore[list-item]
        F.gender < 5,  # type: ignore[operator]
        F.gender.isin([5]),  # type: ignore[list-item]
    ]


def what_parse_filter_takes() -> list[Filter | None]:
    return [
        parse_filter({"price": {"$gte": 50}, "gender": ["Women"]}),
        parse_filter([{"price >=": 50}, {"price <=": 80}]),
        parse_filter(F.price > 5),
        parse_filter(None),
    ]
