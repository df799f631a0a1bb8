"""A `Comparison` as text, JSON and HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from statistics import fmean
from typing import TYPE_CHECKING, Any

from fashion_search.display import Card, Cell, Section, grid_html, page, table_html, table_text
from fashion_search.evaluation.significance import verdict

if TYPE_CHECKING:
    from fashion_search.evaluation.comparison import Comparison, Measured, QueryChange, Shown

__all__ = ["to_dict", "to_fragment", "to_page", "to_text", "verdict_of"]

_SAME = 1.0 - 1e-9
_WIDTH = 120
_SIDES = (
    '<div style="display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1.5rem">{first}{second}</div>'
)


def verdict_of(comparison: Comparison) -> str:
    """What the comparison shows, in words."""
    first, second = comparison.names
    if all(overlap >= _SAME for overlap in comparison.overlaps.values()):
        return (
            f"{first} and {second}: no difference shown: the same products in the same order "
            f"for all {len(comparison.overlaps)} queries."
        )
    if comparison.fit:
        return verdict({name: row.difference for name, row in comparison.fit.items()}, comparison.names)
    return f"Without judgements nothing says which is better. {_lists_verdict(comparison)}"


def to_text(comparison: Comparison) -> str:
    """Verdict, tables and most changed queries, for a terminal."""
    parts = [comparison.verdict, _overlap_line(comparison)]
    for title, rows in _tables(comparison).items():
        parts.append(f"{title}\n{table_text(_columns(comparison), rows, width=_WIDTH)}")
    if comparison.changes:
        changed = table_text(_change_columns(comparison), _changed(comparison), width=_WIDTH)
        parts.append(f"Most changed queries\n{changed}")
    return "\n\n".join(parts)


def to_page(comparison: Comparison) -> str:
    """A whole HTML document."""
    first, second = comparison.names
    return page(f"{first} against {second}", _sections(comparison), note=_overlap_line(comparison))


def to_fragment(comparison: Comparison) -> str:
    """The same for a notebook cell."""
    verdict_line = table_html(["Verdict"], [[comparison.verdict]])
    return verdict_line + "".join(section.body for section in _sections(comparison)[1:])


def to_dict(comparison: Comparison) -> dict[str, Any]:
    """Plain values, without pictures."""
    return {
        "names": list(comparison.names),
        "limit": comparison.limit,
        "confidence": comparison.confidence,
        "verdict": comparison.verdict,
        "fit": {name: asdict(row) for name, row in comparison.fit.items()},
        "lists": {name: asdict(row) for name, row in comparison.lists.items()},
        "totals": {name: list(pair) for name, pair in comparison.totals.items()},
        "overlaps": dict(comparison.overlaps),
        "changes": [_change_dict(change) for change in comparison.changes],
    }


def _lists_verdict(comparison: Comparison) -> str:
    first, second = comparison.names
    shown = {name: row.difference for name, row in comparison.lists.items() if row.difference.shown}
    if not shown:
        return f"Between the lists of {first} and {second}: no difference shown in what they are like."
    listed = ", ".join(f"{name} {difference}" for name, difference in shown.items())
    return f"The lists of {second} differ from those of {first}: {listed}."


def _overlap_line(comparison: Comparison) -> str:
    overlaps = comparison.overlaps.values()
    equal = sum(overlap >= _SAME for overlap in overlaps)
    return (
        f"{len(overlaps)} queries, {comparison.limit} hits asked for. "
        f"Rank-biased overlap {fmean(overlaps):.2f} on average; {equal} rankings are equal."
    )


def _columns(comparison: Comparison) -> list[str]:
    return ["measure", *comparison.names, f"{comparison.names[1]} - {comparison.names[0]}", "p"]


def _tables(comparison: Comparison) -> dict[str, list[list[Cell]]]:
    level = f"{comparison.confidence:.0%} intervals"
    tables = {
        f"Against judgements, higher is better ({level})": _rows(comparison.fit),
        f"What the lists are like ({level})": [*_rows(comparison.lists), *_total_rows(comparison)],
    }
    return {title: rows for title, rows in tables.items() if rows}


def _rows(measured: Mapping[str, Measured]) -> list[list[Cell]]:
    return [
        [name, str(row.first), str(row.second), str(row.difference), f"{row.difference.p_adjusted:.3g}"]
        for name, row in measured.items()
    ]


def _total_rows(comparison: Comparison) -> list[list[Cell]]:
    return [
        [name, f"{first:.3f}", f"{second:.3f}", f"{second - first:+.3f}", None]
        for name, (first, second) in comparison.totals.items()
    ]


def _change_columns(comparison: Comparison) -> list[str]:
    first, second = comparison.names
    return ["query", "overlap", "gain", f"first of {first}", f"first of {second}"]


def _changed(comparison: Comparison) -> list[list[Cell]]:
    return [
        [change.query_id, change.overlap, _gain(change), _top(change.first), _top(change.second)]
        for change in comparison.changes
    ]


def _gain(change: QueryChange) -> str:
    """The first measure's gain; the others follow in JSON and HTML."""
    return next((f"{gain:+.3f} {name}" for name, gain in change.gains.items()), "not judged")


def _top(shown: tuple[Shown, ...]) -> str:
    return _title(shown[0]) if shown else "nothing found"


def _title(shown: Shown) -> str:
    return shown.product.product_display_name or shown.product.product_id


def _sections(comparison: Comparison) -> list[Section]:
    tables = [
        Section(title=title, body=table_html(_columns(comparison), rows, title=title))
        for title, rows in _tables(comparison).items()
    ]
    changes = [_change_section(comparison.names, change) for change in comparison.changes]
    return [Section(title="Verdict", note=comparison.verdict), *tables, *changes]


def _change_section(names: tuple[str, str], change: QueryChange) -> Section:
    gains = "".join(f", {name} {gain:+.3f}" for name, gain in change.gains.items())
    sides = (
        grid_html(map(_card, shown), title=f"{name}: {change.query_id}")
        for name, shown in zip(names, (change.first, change.second), strict=True)
    )
    return Section(
        title=change.query_id,
        note=f"Overlap {change.overlap:.2f}{gains}",
        body=_SIDES.format(first=next(sides), second=next(sides)),
    )


def _card(shown: Shown) -> Card:
    product = shown.product
    details = [part for part in (product.article_type, product.base_color) if part]
    return Card(
        title=_title(shown),
        subtitle=", ".join(details) or None,
        price=product.price,
        score=shown.score,
        picture=shown.picture,
    )


def _change_dict(change: QueryChange) -> dict[str, Any]:
    return {
        "query_id": change.query_id,
        "overlap": change.overlap,
        "gains": dict(change.gains),
        "first": [_shown_dict(shown) for shown in change.first],
        "second": [_shown_dict(shown) for shown in change.second],
    }


def _shown_dict(shown: Shown) -> dict[str, Any]:
    return {"product_id": shown.product.product_id, "score": shown.score}
