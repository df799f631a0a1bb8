"""Offline work over whole tables: tables in, tables out, on any Spark or on this machine's processes.

A job is a row function: an iterator of pandas frames in, another out, with the columns of both declared. An
engine runs it. Work is what is missing or changed, finished work is kept in slices, and a row that cannot be
done is put aside with its reason.

Needs the extra `batch`.
"""

from fashion_search.errors import MissingDependencyError

try:
    import pandas  # noqa: F401
    import pyarrow  # noqa: F401
except ImportError as exc:
    raise MissingDependencyError("Batch work", "batch") from exc
