"""Who logs in to Databricks, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import SecretStr

__all__ = ["DatabricksLogin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabricksLogin:
    """What is known about the workspace and who we are; what is missing, the SDK looks for itself.

    It looks in the environment (`DATABRICKS_HOST`, `DATABRICKS_TOKEN`, …), in `~/.databrickscfg`, and in the
    notebook it runs in.

    Attributes:
        host: The workspace's address.
        token: A personal access token.
        client_id: A service principal.
        client_secret: Its OAuth secret.
        profile: A section of `~/.databrickscfg`.
        auth_type: Which way to log in, when several are possible, such as `"oauth-m2m"`.
        startup_timeout_s: How long the SDK may look for the workspace's metadata.
    """

    host: str | None = None
    token: SecretStr | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: SecretStr | None = field(default=None, repr=False)
    profile: str | None = None
    auth_type: str | None = None
    startup_timeout_s: float = 5.0

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not appear in any text."""
        kept = (self.token, self.client_secret)
        return tuple(one.get_secret_value() for one in kept if one is not None)
