"""Pictures, tables and bars as HTML and as plain text: pure functions of neutral values.

Nothing here reads a file, opens a picture or knows what a product is. Every text that comes in is escaped,
every picture goes out inside the document, and no document asks anything of a network.
"""

from fashion_search.display.bars import bars_html, bars_text
from fashion_search.display.cards import Card, cards_html, grid_html
from fashion_search.display.page import Section, page
from fashion_search.display.tables import Cell, table_html, table_text

__all__ = [
    "Card",
    "Cell",
    "Section",
    "bars_html",
    "bars_text",
    "cards_html",
    "grid_html",
    "page",
    "table_html",
    "table_text",
]
