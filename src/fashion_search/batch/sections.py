"""The sections of a job file."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from fashion_search import names
from fashion_search.batch.attributes.closed_vocabulary import ClosedVocabulary
from fashion_search.batch.attributes.json_prompts import JsonPrompts
from fashion_search.batch.attributes.readings import Levels, Method
from fashion_search.batch.attributes.smolvlm import Checkpoint
from fashion_search.batch.attributes.zero_shot import TEMPERATURE, ZeroShot
from fashion_search.batch.handover.endpoint import EndpointPlan, Size
from fashion_search.batch.handover.packaging import Stores
from fashion_search.batch.index_plan import IndexPlan
from fashion_search.batch.models import EmbedderChoice, identity_text
from fashion_search.types import Space

__all__ = [
    "EmbedSection",
    "EnrichSection",
    "ExtractSection",
    "PicturesSection",
    "RunSection",
    "Section",
    "ServingSection",
    "SyncSection",
    "TablesSection",
]

Engine: TypeAlias = Literal["local", "spark"]
Reader: TypeAlias = Literal["zero_shot", "closed_vocabulary", "json_prompts"]


class Section(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSection(Section):
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
        arrange: Compact Delta tables of the catalogue after a run that changed them, by `OPTIMIZE`.
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
    arrange: bool = True
    price_per_hour: float = Field(default=0.0, ge=0)
    currency: str = "USD"


class TablesSection(Section):
    """Where tables are: names of the catalogue on Spark, folders anywhere."""

    products: str = names.full_name(names.PRODUCTS)
    attributes: str = names.full_name(names.ATTRIBUTES)
    enriched: str = names.full_name(names.ENRICHED)
    embeddings: str = names.full_name(names.EMBEDDINGS)
    events: str = names.full_name(names.EVENTS)
    user_styles: str = names.full_name(names.STYLES)
    quality: str = "quality"


class PicturesSection(Section):
    """Where pictures are; a `{product_id}` in the path saves listing the folder."""

    place: str = names.PICTURES


class ExtractSection(Section):
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
            return ZeroShot(
                embedder=choice.load,
                model=identity_text(choice.load().identity),
                temperature=self.temperature or TEMPERATURE,
                levels=self.levels(),
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


class EmbedSection(Section):
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


class EnrichSection(Section):
    """How sure an attribute has to be to be said."""

    least: Literal["low", "medium", "high"] = "medium"


class SyncSection(Section):
    """Which indexes are kept up with the embeddings.

    Attributes:
        verify: Count the table's vectors, by Spark or by a SQL warehouse, and hold the indexes against it.
        timeout_s: How long to wait for all indexes together.
        poll_s: How often to ask.
        patience_s: How long an index may be up to date with another number of rows than the table.
    """

    endpoint: str = names.VECTOR_SEARCH_ENDPOINT
    image: str = names.full_name(names.IMAGE_INDEX)
    text: str = names.full_name(names.TEXT_INDEX)
    hybrid: str = names.full_name(names.HYBRID_INDEX)
    dimension: int = Field(default=512, ge=1)
    timeout_s: float = Field(default=3600.0, gt=0)
    poll_s: float = Field(default=15.0, gt=0)
    patience_s: float = Field(default=600.0, ge=0)
    verify: bool = True

    def plan(self, table: str) -> IndexPlan:
        """The indexes there are to be."""
        indexes: dict[Space, str] = {"image": self.image, "text": self.text, "hybrid": self.hybrid}
        return IndexPlan(table=table, endpoint=self.endpoint, names=indexes, dimension=self.dimension)


class ServingSection(Section):
    """Which model is handed over to Model Serving. See `EndpointPlan`.

    Attributes:
        model: As in `EmbedSection`; an endpoint cannot be registered.
        name: The registered model.
        tracking: MLflow's tracking store; `"sqlite:///mlflow.db"` keeps everything here.
        registry: MLflow's registry; empty for the same place.
        endpoint: The serving endpoint; empty to register only.
        threads: Of one run of the model, on the server.
        new_version: Make a new version even when the model is registered already.
    """

    model: str = "bundled"
    revision: str = "main"
    download: bool = False
    threads: int = Field(default=1, ge=1)
    name: str = names.full_name(names.ENCODER)
    tracking: str = "databricks"
    registry: str = "databricks-uc"
    experiment: str = "/Shared/fashion_search"
    new_version: bool = False
    endpoint: str = names.EMBEDDING_ENDPOINT
    size: Size = "Small"
    workload_type: str = "CPU"
    scale_to_zero: bool = True
    timeout_s: float = Field(default=3600.0, gt=0)
    poll_s: float = Field(default=15.0, gt=0)

    def choice(self) -> EmbedderChoice:
        """The embedder."""
        return EmbedderChoice(
            model=self.model, revision=self.revision, download=self.download, threads=self.threads
        )

    def stores(self) -> Stores:
        """Where MLflow keeps runs and models."""
        return Stores(tracking_uri=self.tracking, registry_uri=self.registry, experiment=self.experiment)

    def plan(self, version: str) -> EndpointPlan:
        """What the endpoint is to serve."""
        return EndpointPlan(
            endpoint=self.endpoint,
            model=self.name,
            version=version,
            size=self.size,
            workload_type=self.workload_type,
            scale_to_zero=self.scale_to_zero,
        )
