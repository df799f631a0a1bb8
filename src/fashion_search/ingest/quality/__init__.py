"""The data-quality report: what is wrong with a catalogue, where, and what to do about it."""

from fashion_search.ingest.quality.assess import assess
from fashion_search.ingest.quality.codes import CODES, Code, Severity
from fashion_search.ingest.quality.facts import PictureFacts, examine, unreadable
from fashion_search.ingest.quality.findings import FileFacts
from fashion_search.ingest.quality.report import DetailTable, Example, ExampleProduct, Finding, QualityReport
from fashion_search.ingest.quality.table import NULL_WORDS, is_null_word

__all__ = [
    "CODES",
    "NULL_WORDS",
    "Code",
    "DetailTable",
    "Example",
    "ExampleProduct",
    "FileFacts",
    "Finding",
    "PictureFacts",
    "QualityReport",
    "Severity",
    "assess",
    "examine",
    "is_null_word",
    "unreadable",
]
