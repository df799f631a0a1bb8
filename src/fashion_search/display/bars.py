"""Small bars for the addends of a score."""

from __future__ import annotations

from collections.abc import Iterable

from fashion_search.display.markup import escape
from fashion_search.display.style import FRAGMENT

__all__ = ["bars_html", "bars_text"]

_BLOCKS = 20
_PLUS, _MINUS = "█", "░"


def bars_html(parts: Iterable[tuple[str, float]], *, total: str | None = "score") -> str:
    """One bar per part, all on one scale, negative ones to the left of zero.

    Args:
        parts: Name and value.
        total: What the sum is called in the last line; `None` leaves the line out.

    Returns:
        A fragment with its own style sheet. Without parts there are no bars.
    """
    listed = list(parts)
    low, high = _scale(listed)
    lines = "".join(_bar(name, value, low, high) for name, value in listed)
    if total is not None and listed:
        lines += (
            f'<span class="fs-total">{escape(total)}</span><span></span>'
            f'<span class="fs-number fs-total">{sum(value for _, value in listed):+.3f}</span>'
        )
    return f'{FRAGMENT}<div class="fs-bars">{lines}</div>'


def bars_text(parts: Iterable[tuple[str, float]]) -> str:
    """The same in plain characters, a line per part; the longest bar has 20 blocks."""
    listed = list(parts)
    widest = max((len(name) for name, _ in listed), default=0)
    block = (max((abs(value) for _, value in listed), default=0.0) or 1.0) / _BLOCKS
    bars = ((_PLUS if value >= 0 else _MINUS) * round(abs(value) / block) for _, value in listed)
    lines = (
        f"{name:<{widest}}  {value:+.3f}  {bar}" for (name, value), bar in zip(listed, bars, strict=True)
    )
    return "\n".join(line.rstrip() for line in lines)


def _scale(parts: list[tuple[str, float]]) -> tuple[float, float]:
    """The ends of the axis: it always holds zero, and is never empty."""
    values = [0.0, *(value for _, value in parts)]
    low, high = min(values), max(values)
    return (low, high) if high > low else (0.0, 1.0)


def _bar(name: str, value: float, low: float, high: float) -> str:
    start = 100 * (min(value, 0.0) - low) / (high - low)
    length = 100 * abs(value) / (high - low)
    minus = ' class="fs-minus"' if value < 0 else ""
    return (
        f'<span dir="auto">{escape(name)}</span>'
        f'<span class="fs-bar"><i{minus} style="left:{start:.1f}%;width:{length:.1f}%"></i></span>'
        f'<span class="fs-number">{value:+.3f}</span>'
    )
