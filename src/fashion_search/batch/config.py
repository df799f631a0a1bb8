"""What a job file says: where tables and pictures are, how jobs run, which models they use."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fashion_search.batch.sections import (
    EmbedSection,
    EnrichSection,
    ExtractSection,
    PicturesSection,
    RunSection,
    Section,
    ServingSection,
    SyncSection,
    TablesSection,
)
from fashion_search.errors import ConfigurationError, FashionSearchError, NotFoundError
from fashion_search.settings.sources import read_toml

__all__ = ["BatchConfig", "read_config"]


class BatchConfig(Section):
    """A job file. Every section may be left out."""

    run: RunSection = RunSection()
    tables: TablesSection = TablesSection()
    pictures: PicturesSection = PicturesSection()
    extract: ExtractSection = ExtractSection()
    embed: EmbedSection = EmbedSection()
    enrich: EnrichSection = EnrichSection()
    sync: SyncSection = SyncSection()
    serving: ServingSection = ServingSection()


def read_config(path: str | os.PathLike[str]) -> BatchConfig:
    """Read a job file, TOML or JSON. Paths in it that begin with a dot are relative to the file.

    Raises:
        NotFoundError: there is no such file.
        ConfigurationError: it cannot be read, or says something that is not known.
    """
    file = Path(path).expanduser()
    if not file.is_file():
        raise NotFoundError(f"There is no job file at {file}.")
    try:
        found = BatchConfig.model_validate(_anchored(_content(file), file.absolute().parent))
    except FashionSearchError:
        raise
    except ValueError as exc:
        raise ConfigurationError(f"The job file {file} is not right: {_said(exc)}") from exc
    return found


def _content(file: Path) -> Any:  # noqa: ANN401  # validated by the caller
    return json.loads(file.read_bytes()) if file.suffix.lower() == ".json" else read_toml(file)


def _anchored(content: Any, home: Path) -> Any:  # noqa: ANN401  # validated by the caller
    """Texts that begin with `./` or `../`, as absolute paths."""
    if isinstance(content, Mapping):
        return {name: _anchored(value, home) for name, value in content.items()}
    if isinstance(content, str) and content.startswith(("./", "../")):
        return os.path.normpath(home / content)
    return content


def _said(exc: Exception) -> str:
    if not isinstance(exc, ValidationError):
        return str(exc)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in exc.errors())
