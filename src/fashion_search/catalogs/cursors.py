"""Cursors: where a listing goes on, as opaque text that only fits the listing it came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import FIELDS, Filter

__all__ = ["Cursor", "listing_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last product of a page.

    Attributes:
        listing: Which listing it belongs to, see `listing_key`.
        value: Its value of the field that orders the listing.
        product_id: Its id, which decides among equal values.
    """

    listing: str
    value: str | float | None
    product_id: str

    def encode(self) -> str:
        """As text that survives a URL."""
        content = json.dumps([self.listing, self.value, self.product_id], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode("ascii").rstrip("=")

    @classmethod
    def decode(cls, text: str, *, listing: str, field: str) -> Cursor:
        """Read a cursor.

        Args:
            text: What `encode` gave.
            listing: The listing it must belong to.
            field: The field that orders it.

        Raises:
            InvalidRequestError: the text is no cursor, or one of another listing.
        """
        try:
            content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            found, value, product_id = json.loads(content)
        except (ValueError, TypeError, binascii.Error, RecursionError) as exc:
            raise InvalidRequestError(
                f"{text[:80]!r} is not a cursor. Pass the next_cursor of the page before, unchanged."
            ) from exc
        if found != listing:
            raise InvalidRequestError(
                "The cursor belongs to another listing: where and order_by must stay the "
                "same from page to page."
            )
        expected = str if FIELDS[field] == "text" else (int, float)
        if not (isinstance(product_id, str) and (value is None or isinstance(value, expected))):
            raise InvalidRequestError(f"{text[:80]!r} is not a cursor that was given out.")
        return cls(listing=listing, value=value, product_id=product_id)


def listing_key(order_by: str, where: Filter | None) -> str:
    """A short name for a listing: equal for equal order and filter."""
    content = json.dumps([order_by, _plain(where)], ensure_ascii=True)
    return hashlib.blake2b(content.encode(), digest_size=9).hexdigest()


def _plain(value: object) -> object:
    """A filter as nested lists, complete where its text is shortened for reading."""
    if is_dataclass(value):
        return [type(value).__name__, *(_plain(getattr(value, field.name)) for field in fields(value))]
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
