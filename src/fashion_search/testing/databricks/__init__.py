"""A Databricks workspace in this process: for tests without an account, and to try things out.

```python
from fashion_search.testing.databricks import DatabricksEmulator, Scenario

with DatabricksEmulator("catalog/") as emulator:
    os.environ.update(emulator.environment())
    ...
    emulator.scenario = Scenario(share_429=0.1, share_hang=0.05, token_lifetime_s=5)
```
"""

from fashion_search.testing.databricks.emulator import Auth, DatabricksEmulator, Served
from fashion_search.testing.databricks.lakebase import DatabaseToken, DatabaseTokens
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.recording import Recorded, Recording
from fashion_search.testing.databricks.scenario import CALM, Latency, Scenario

__all__ = [
    "CALM",
    "Auth",
    "DatabaseToken",
    "DatabaseTokens",
    "DatabricksEmulator",
    "Latency",
    "Names",
    "Recorded",
    "Recording",
    "Scenario",
    "Served",
]
