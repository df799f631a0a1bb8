"""SCIM: who is asking."""

from __future__ import annotations

from fashion_search.testing.databricks.messages import Answer, json_answer
from fashion_search.testing.databricks.routes import Call, Needs, Route

__all__ = ["Identity"]


class Identity:
    """The one call every client makes to see whether it is let in."""

    def routes(self) -> list[Route]:
        """Me."""
        needs = Needs(scope="scim")
        return [
            Route(
                method="GET",
                path="/api/2.0/preview/scim/v2/Me",
                handler=self._me,
                service="identity",
                needs=needs,
            )
        ]

    def _me(self, call: Call) -> Answer:
        assert call.grant is not None
        name = call.grant.subject
        return json_answer(
            {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "id": "1000000000000001",
                "userName": name,
                "displayName": name,
                "active": True,
            }
        )
