"""Contract suites for parts of your own: subclass one, say how to make the part, and pytest runs the rest.

`pytest.register_assert_rewrite("fashion_search.testing")` in a conftest makes pytest explain their failures.
"""

from fashion_search.testing.catalog import CatalogContract
from fashion_search.testing.embedder import EmbedderContract
from fashion_search.testing.index import IndexContract

__all__ = ["CatalogContract", "EmbedderContract", "IndexContract"]
