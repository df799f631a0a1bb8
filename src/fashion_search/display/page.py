"""A whole page that stands alone in one file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fashion_search.display.markup import escape, heading
from fashion_search.display.style import FRAGMENT, PAGE

__all__ = ["Section", "page"]

# The page tells the browser itself to fetch nothing and run nothing, whatever it was made from.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_CONTENTS_FROM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a page.

    Attributes:
        title: Its heading; escaped.
        body: HTML made by this package (`grid_html`, `table_html`, …); taken as it is.
        note: A sentence under the heading; escaped.
        badge: A short word before the heading with its tone: `("error", "error")`; the tones are `"error"`,
            `"warning"` and `"notice"`.
    """

    title: str
    body: str = ""
    note: str | None = None
    badge: tuple[str, str] | None = None


def page(title: str, sections: Iterable[Section], *, note: str | None = None) -> str:
    """A whole HTML document.

    Args:
        title: The document's title and first heading; escaped.
        sections: From top to bottom. Four or more get a list of contents.
        note: A sentence under the title; escaped.

    Returns:
        A document that needs no other file, makes no request and runs no script; it follows the reader's
        light or dark setting.
    """
    listed = list(sections)
    contents = _contents(listed) if len(listed) >= _CONTENTS_FROM else ""
    body = "".join(_section(number, section) for number, section in enumerate(listed, start=1))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{PAGE}{FRAGMENT}</head>\n"
        f"<body><main><header><h1>{escape(title)}</h1>{_note(note)}{contents}</header>{body}"
        "<footer>Made with fashion_search.</footer></main></body></html>\n"
    )


def _contents(sections: list[Section]) -> str:
    entries = (
        f'<li><a href="#part-{number}">{escape(section.title)}</a></li>'
        for number, section in enumerate(sections, start=1)
    )
    return f'<ol class="fs-contents">{"".join(entries)}</ol>'


def _section(number: int, section: Section) -> str:
    badge = ""
    if section.badge:
        tone, word = section.badge
        badge = f'<span class="fs-badge fs-{escape(tone)}">{escape(word)}</span>'
    return (
        f'<section class="fs-section" id="part-{number}"><h2>{badge}{escape(section.title)}</h2>'
        f"{_note(section.note)}{_body(section)}</section>"
    )


def _body(section: Section) -> str:
    """The body without what the page already has: the style sheet, and a heading like the section's."""
    return section.body.replace(FRAGMENT, "").replace(heading(section.title), "")


def _note(note: str | None) -> str:
    return f'<p class="fs-note">{escape(note)}</p>' if note else ""
