"""The settings themselves. The defaults are the names of `main.fashion_demo`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pydantic import (
    AliasChoices,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from fashion_search import names
from fashion_search.connections.databricks.login import DatabricksLogin
from fashion_search.connections.http.limits import HttpLimits
from fashion_search.connections.http.patience import RetryPolicy
from fashion_search.errors import ConfigurationError, nearest
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.rules import RuleWeights
from fashion_search.ranking.seasons import Hemisphere
from fashion_search.settings.sources import PREFIX, check_environment, explained, read_toml
from fashion_search.types import Space

__all__ = ["Backend", "Settings"]

Backend: TypeAlias = Literal["embedded", "databricks", "postgres"]

_file: ContextVar[Mapping[str, Any] | None] = ContextVar("fashion_search_settings_file", default=None)
_PARTS = {"retry": RetryPolicy, "limits": HttpLimits, "rule_weights": RuleWeights}


def _standard(name: str, *others: str) -> AliasChoices:
    """A setting that has a standard variable besides ours."""
    return AliasChoices(name, f"{PREFIX}{name}".upper(), *others)


class Settings(BaseSettings):
    """What a client is made from.

    A value is looked for among the keywords, then in the environment, then in the file given to `from_file`.
    The variable of a setting is `FASHION_` and its name; one inside a part is `FASHION_RETRY__ATTEMPTS`.

    Secrets are masked wherever settings are shown.

    Raises:
        ConfigurationError: a name is unknown, or a value of the wrong kind or out of range.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    backend: Backend | None = None
    """Where the parts are; by default what follows from the next two, and else Databricks."""

    store: Path | None = None
    """Directory of an embedded store."""
    postgres_url: SecretStr | None = None
    """`postgresql://user:password@host:5432/database`; an `@` in the user's name is written `%40`."""

    host: str | None = Field(None, validation_alias=_standard("host", "DATABRICKS_HOST"))
    """Address of the Databricks workspace."""
    token: SecretStr | None = Field(None, validation_alias=_standard("token", "DATABRICKS_TOKEN"))
    """A personal access token."""
    client_id: str | None = Field(None, validation_alias=_standard("client_id", "DATABRICKS_CLIENT_ID"))
    """A service principal."""
    client_secret: SecretStr | None = Field(
        None, validation_alias=_standard("client_secret", "DATABRICKS_CLIENT_SECRET")
    )
    """The service principal's OAuth secret."""
    profile: str | None = Field(None, validation_alias=_standard("profile", "DATABRICKS_CONFIG_PROFILE"))
    """A section of `~/.databrickscfg`."""
    auth_type: str | None = Field(None, validation_alias=_standard("auth_type", "DATABRICKS_AUTH_TYPE"))
    """Which way to log in when several are possible, such as `oauth-m2m`."""
    warehouse_id: str | None = Field(
        None, validation_alias=_standard("warehouse_id", "DATABRICKS_WAREHOUSE_ID")
    )
    """The SQL warehouse; by default one that the credentials may use."""
    product: str | None = None
    """Name and version of the application, for the user agent: `shop/2.1`."""

    catalog: str = names.CATALOG
    """Catalogue in Unity Catalog."""
    schema_name: str = Field(
        names.SCHEMA, validation_alias=_standard("schema_name", "schema", "FASHION_SCHEMA")
    )
    """Schema of tables and indexes; written `schema` in files and `FASHION_SCHEMA` in the environment."""
    products_table: str = names.PRODUCTS
    """Table of products. A name without dots is one of the schema; so with the next seven."""
    embeddings_table: str = names.EMBEDDINGS
    """Table of products with their vectors."""
    styles_table: str = names.STYLES
    """Table of what shoppers like."""
    attributes_table: str = names.ATTRIBUTES
    """Table of what was read from pictures."""
    image_index: str = names.IMAGE_INDEX
    """Vector Search index of the space `image`."""
    text_index: str = names.TEXT_INDEX
    """Vector Search index of the space `text`."""
    hybrid_index: str = names.HYBRID_INDEX
    """Vector Search index of the space `hybrid`."""
    pictures_path: str | None = None
    """Where a product's picture is; by default `images/{product_id}.jpg` in the volume `raw_data`."""

    embedding_endpoint: str = names.EMBEDDING_ENDPOINT
    """Serving endpoint that encodes texts and pictures."""
    picture_endpoint: str | None = None
    """Serving endpoint for pictures only, such as `clip-image-encoder`; by default the one above."""
    vector_search_endpoint: str = names.VECTOR_SEARCH_ENDPOINT
    """Vector Search endpoint of the indexes."""
    dialect: Literal["auto", "standard", "storage_optimized"] = "auto"
    """How filters are written for it; `auto` asks the endpoint what it is."""

    lakebase_instance: str | None = None
    """A provisioned Lakebase instance."""
    lakebase_endpoint: str | None = None
    """An endpoint of an autoscaling project: `projects/…/branches/…/endpoints/…`."""
    lakebase_database: str = "databricks_postgres"
    """The database."""
    lakebase_user: str | None = None
    """The role; by default whoever logs in."""
    products_from: Literal["auto", "warehouse", "lakebase"] = "auto"
    """What answers for products on Databricks; `auto` is Lakebase where one is named."""
    words_from: Literal["memory", "postgres"] = "memory"
    """What compares words letter by letter: memory, filled from the fields of all products, or PostgreSQL."""
    postgres_search: Literal["exact", "hnsw"] = "exact"
    """How pgvector searches."""
    database_pool_size: int = Field(8, gt=0)
    """Connections kept open to a database."""

    calibration_file: Path | None = None
    """What cosines of the model mean, if it is not the one in this package."""

    timeout_s: float | None = Field(30.0, gt=0)
    """Seconds a call may take when it does not say; `None` for no limit."""
    startup_timeout_s: float = Field(5.0, gt=0)
    """Seconds the workspace's metadata may take."""
    retry: RetryPolicy = RetryPolicy()
    """How patient connections are."""
    limits: HttpLimits = HttpLimits()
    """Sockets, seconds and bytes of a connection."""

    relevance_weight: float = Field(0.6, ge=0)
    """Share of how well vectors fit."""
    rules_weight: float = Field(0.4, ge=0)
    """Share of how well attributes fit."""
    rule_weights: RuleWeights = RuleWeights()
    """Weights among the rules; 0 switches one off."""
    diversity: float = Field(0.0, ge=0, le=1)
    """0 ranks by score alone, 1 by difference alone."""
    min_relevance: float | None = Field(None, ge=0, le=1)
    """Leave out hits below this relevance."""
    hemisphere: Hemisphere = "north"
    """Where it is summer in July."""

    _given: frozenset[str] = PrivateAttr(frozenset())

    def __init__(self, **values: Any) -> None:  # noqa: ANN401  # checked by pydantic
        known = _known(type(self))
        try:
            super().__init__(**values)
        except ValidationError as exc:
            error = explained(exc, known)
        else:
            self._given = frozenset(values)
            check_environment(_variables(known))
            return
        raise error  # outside, so that pydantic's error with its values is not shown as the context

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], **values: Any) -> Settings:  # noqa: ANN401
        """Settings of a TOML file, under those of the environment and the keywords.

        Args:
            path: The file. Names are those of the settings; parts such as `retry` are tables.
            values: Settings that go before everything else.

        Raises:
            ConfigurationError: there is no such file, it is not TOML, or a setting in it is wrong.
        """
        token = _file.set(read_toml(path))
        try:
            return cls(**values)
        finally:
            _file.reset(token)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Keywords, environment, file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, dict(_file.get() or {}))

    @field_validator(*_PARTS, mode="before")
    @classmethod
    def _only_known_names(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, Mapping):
            names = [one.name for one in fields(_PARTS[str(info.field_name)])]
            for name in value:
                if name not in names:
                    raise ValueError(f"unknown name {str(name)!r}. {nearest(str(name), names)}")
        return value

    @model_validator(mode="after")
    def _backend_has_its_place(self) -> Settings:
        if self.backend == "embedded" and self.store is None:
            raise ValueError("backend is 'embedded', but there is no store; set it to the store's directory")
        if self.backend == "postgres" and self.postgres_url is None:
            raise ValueError("backend is 'postgres', but there is no postgres_url")
        if self.lakebase_instance and self.lakebase_endpoint:
            raise ValueError("both lakebase_instance and lakebase_endpoint are set; keep one")
        return self

    @property
    def chosen_backend(self) -> Backend:
        """Where the parts are: as said, or as follows from what is set."""
        if self.backend is not None:
            return self.backend
        if self.store is not None:
            return "embedded"
        return "databricks" if self.postgres_url is None else "postgres"

    @property
    def login(self) -> DatabricksLogin:
        """Who logs in; credentials given as keywords stand alone, whatever the environment holds besides."""
        token, secret, auth_type = self.token, self.client_secret, self.auth_type
        if "client_secret" in self._given and "token" not in self._given:
            token, auth_type = None, auth_type or "oauth-m2m"
        elif "token" in self._given and "client_secret" not in self._given:
            secret, auth_type = None, auth_type or "pat"
        return DatabricksLogin(
            host=self.host,
            token=token,
            client_id=self.client_id,
            client_secret=secret,
            profile=self.profile,
            auth_type=auth_type,
            startup_timeout_s=self.startup_timeout_s,
        )

    @property
    def indexes(self) -> dict[Space, str]:
        """Full names of the Vector Search indexes."""
        return {
            "image": self.full_name(self.image_index),
            "text": self.full_name(self.text_index),
            "hybrid": self.full_name(self.hybrid_index),
        }

    @property
    def pictures(self) -> str:
        """Path of a product's picture in its volume, with `{product_id}` in it."""
        volume = f"/Volumes/{self.catalog}/{self.schema_name}/{names.VOLUME}"
        return self.pictures_path or volume + "/images/{product_id}.jpg"

    @property
    def blend(self) -> BlendWeights:
        """How a score is divided."""
        return BlendWeights(
            relevance=self.relevance_weight,
            rules=self.rules_weight,
            by_rule=self.rule_weights,
            hemisphere=self.hemisphere,
        )

    def full_name(self, name: str) -> str:
        """Catalogue, schema and name of a table or an index.

        Args:
            name: With or without catalogue and schema.

        Raises:
            ConfigurationError: it has one dot, so that it is not clear what is meant.
        """
        dots = name.count(".")
        if dots == 0:
            return f"{self.catalog}.{self.schema_name}.{name}"
        if dots == 2:  # noqa: PLR2004  # catalogue.schema.name
            return name
        raise ConfigurationError(f"{name!r} is neither a name nor catalogue.schema.name; write one of both.")


def _known(settings: type[Settings]) -> dict[str, list[str]]:
    """Names by part; those of the settings themselves are under `""`."""
    own = ["schema" if name == "schema_name" else name for name in settings.model_fields]
    return {"": own} | {part: [one.name for one in fields(kind)] for part, kind in _PARTS.items()}


def _variables(known: Mapping[str, list[str]]) -> list[str]:
    """What may follow `FASHION_` in the environment."""
    nested = [f"{part}__{name}" for part, held in known.items() if part for name in held]
    return [*known[""], "schema_name", *nested]
