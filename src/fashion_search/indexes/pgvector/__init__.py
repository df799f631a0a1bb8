"""An index in PostgreSQL, or Lakebase, with the extension pgvector.

```python
engine = postgres_engine("postgresql://…")
load(Store.open("catalog/"), engine)
index = PgVectorIndex(engine)
```
"""

from fashion_search.indexes.pgvector.batches import Batch
from fashion_search.indexes.pgvector.graphs import create_hnsw
from fashion_search.indexes.pgvector.index import AsyncPgVectorIndex, PgVectorIndex
from fashion_search.indexes.pgvector.loader import Loaded
from fashion_search.indexes.pgvector.loading import load, load_batches
from fashion_search.indexes.pgvector.settings import HnswSettings
from fashion_search.indexes.pgvector.tables import PgTables, create

__all__ = [
    "AsyncPgVectorIndex",
    "Batch",
    "HnswSettings",
    "Loaded",
    "PgTables",
    "PgVectorIndex",
    "create",
    "create_hnsw",
    "load",
    "load_batches",
]
