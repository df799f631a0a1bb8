"""Product files and pictures to a store: reads, cleans, encodes, reports, and loses nothing on the way."""

from fashion_search.ingest.mirror import ingest
from fashion_search.ingest.rejects import Reject, read_rejects
from fashion_search.ingest.report import IngestReport
from fashion_search.ingest.update import delete, upsert

__all__ = ["IngestReport", "Reject", "delete", "ingest", "read_rejects", "upsert"]
