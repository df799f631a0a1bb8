"""Which products training never sees.

Products that share a title are one group, because many are the same article photographed twice; a group is
held out as a whole, chosen by a hash of its title so that every run and every catalogue order agrees.
"""

import hashlib
import re

HELD_OUT_SHARE = 5
"""One title group in so many is held out."""


def title_key(title: str) -> str:
    """The title as groups are formed: lower case, single spaces, no edges.

    >>> title_key("  Puma  Men Black Tee ")
    'puma men black tee'
    """
    return re.sub(r"\s+", " ", title).strip().lower()


def held_out(title: str) -> bool:
    """Whether products with this title are kept for measuring only.

    >>> held_out("Puma Men Black Tee") == held_out("puma men  black tee")
    True
    """
    digest = hashlib.sha256(title_key(title).encode()).digest()
    return int.from_bytes(digest[:8], "big") % HELD_OUT_SHARE == 0
