"""What a job file says: where tables and pictures are, how jobs run, which models they use."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fashion_search.batch.attributes.closed_vocabulary import ClosedVocabulary
from fashion_search.batch.attributes.json_prompts import JsonPrompts
from fashion_search.batch.attributes.readings import Levels, Method
from fashion_search.batch.attributes.smolvlm import Checkpoint
from fashion_search.batch.attributes.zero_shot import ZeroShot
from fashion_search.batch.models import EmbedderChoice
from fashion_search.errors import ConfigurationError, FashionSearchError, NotFoundError
from fashion_search.settings.sources import read_toml

__all__ = ["BatchConfig", "read_config"]

Engine: TypeAlias = Literal["local", "spark"]
Reader: TypeAlias = Literal["zero_shot", "closed_vocabulary", "json_prompts"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSection(_Section):
    """How jobs run.

    Attributes:
        engine: `"local"` for processes of this machine, `"spark"` for the Spark that is there.
        format: What new tables in folders are made as.
        workers: Processes here; 0 works in one.
        partitions: Tasks of a slice on Spark; a multiple of the GPUs where there are some.
        slice_rows: Rows that are finished before they are kept; by default 256 here and 20,000 on Spark.
        gate_sample: How many rows are looked at before the rest is begun.
        gate_least: The least share of them that must succeed.
        prune: Remove rows whose product is gone.
        price_per_hour: What an hour of all machines costs.
        currency: Its name.
    """

    engine: Engine = "local"
    format: Literal["parquet", "delta"] = "parquet"
    workers: int = Field(default=0, ge=0)
    partitions: int | None = Field(default=None, ge=1)
    slice_rows: int | None = Field(default=None, ge=1)
    gate_sample: int = Field(default=100, ge=1)
    gate_least: float = Field(default=0.85, ge=0, le=1)
    prune: bool = False
    price_per_hour: float = Field(default=0.0, ge=0)
    currency: str = "USD"


class TablesSection(_Section):
    """Where tables are: names of the catalogue on Spark, folders anywhere."""

    products: str = "main.fashion_demo.products"
    attributes: str = "main.fashion_demo.product_extracted_attributes"
    enriched: str = "main.fashion_demo.products_enriched"
    embeddings: str = "main.fashion_demo.product_embeddings_multimodal"
    events: str = "main.fashion_demo.user_events"
    user_styles: str = "main.fashion_demo.user_style_features"
    quality: str = "quality"


class PicturesSection(_Section):
    """Where pictures are; a `{product_id}` in the path saves listing the folder."""

    place: str = "/Volumes/main/fashion_demo/raw_data/images/{product_id}.jpg"


class ExtractSection(_Section):
    """How attributes are read. See `ZeroShot`, `ClosedVocabulary`, `JsonPrompts` and `Checkpoint`."""

    method: Reader = "zero_shot"
    embedder: str = "bundled"
    model: str = "HuggingFaceTB/SmolVLM-Instruct"
    revision: str = "main"
    longest_edge: int | None = 512
    device: str = ""
    dtype: str = ""
    local_only: bool = False
    temperature: float | None = Field(default=None, gt=0)
    max_new_tokens: int = Field(default=160, ge=1)
    rows_at_once: int = Field(default=16, ge=1)
    high: float = Field(default=0.7, ge=0, le=1)
    medium: float = Field(default=0.4, ge=0, le=1)

    def levels(self) -> Levels:
        """From which probability on an answer counts as sure."""
        return Levels(high=self.high, medium=self.medium)

    def reader(self) -> Method:
        """What reads."""
        if self.method == "zero_shot":
            choice = EmbedderChoice(model=self.embedder)
            temperature = self.temperature or 0.05
            return ZeroShot(
                embedder=choice.load, model=self.embedder, temperature=temperature, levels=self.levels()
            )
        checkpoint = Checkpoint(
            model=self.model,
            revision=self.revision,
            longest_edge=self.longest_edge,
            device=self.device,
            dtype=self.dtype,
            local_only=self.local_only,
        )
        if self.method == "json_prompts":
            return JsonPrompts(checkpoint=checkpoint, max_new_tokens=self.max_new_tokens)
        return ClosedVocabulary(
            checkpoint=checkpoint, temperature=self.temperature or 1.0, levels=self.levels()
        )


class EmbedSection(_Section):
    """What is embedded, with which model. See `EmbedderChoice`.

    Attributes:
        words: `"products"` embeds a product's own description, `"enriched"` what `enrich` wrote.
    """

    model: str = "bundled"
    revision: str = "main"
    download: bool = False
    threads: int = Field(default=1, ge=1)
    requests_at_once: int = Field(default=4, ge=1)
    rows_at_once: int = Field(default=16, ge=1)
    words: Literal["products", "enriched"] = "products"

    def choice(self) -> EmbedderChoice:
        """The model."""
        return EmbedderChoice(
            model=self.model,
            revision=self.revision,
            download=self.download,
            threads=self.threads,
            requests_at_once=self.requests_at_once,
        )


class EnrichSection(_Section):
    """How sure an attribute has to be to be said."""

    least: Literal["low", "medium", "high"] = "medium"


class SyncSection(_Section):
    """Which indexes are kept up with the embeddings."""

    endpoint: str = "fashion_vector_search"
    image: str = "main.fashion_demo.vs_image_search"
    text: str = "main.fashion_demo.vs_text_search"
    hybrid: str = "main.fashion_demo.vs_hybrid_search"
    dimension: int = Field(default=512, ge=1)
    timeout_s: float = Field(default=3600.0, gt=0)
    poll_s: float = Field(default=15.0, gt=0)


class BatchConfig(_Section):
    """A job file. Every section may be left out."""

    run: RunSection = RunSection()
    tables: TablesSection = TablesSection()
    pictures: PicturesSection = PicturesSection()
    extract: ExtractSection = ExtractSection()
    embed: EmbedSection = EmbedSection()
    enrich: EnrichSection = EnrichSection()
    sync: SyncSection = SyncSection()


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
