"""The program of the packaged model. MLflow runs this file wherever it loads the model; nothing imports it.

It travels as text, not as a pickle, so that the Python which serves may differ from the one that packaged.
"""

from __future__ import annotations

from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from numpy.typing import NDArray

from fashion_search.batch.handover.answering import answer
from fashion_search.batch.models import embedder_in
from fashion_search.protocols import Embedder


class PackagedEmbedder(PythonModel):  # type: ignore[misc,unused-ignore]  # mlflow is optional
    """An embedder behind the interface of MLflow."""

    def load_context(self, context: PythonModelContext) -> None:
        """Open the model that was packed with this program."""
        config = context.model_config or {}
        folder = Path(context.artifacts["model"])
        self.embedder: Embedder = embedder_in(folder, threads=int(config.get("threads", 1)))

    def predict(
        self,
        context: PythonModelContext,
        model_input: pd.DataFrame,
        params: dict[str, object] | None = None,
    ) -> NDArray[np.float32]:
        """A unit vector for each record; an error for the whole request where one record is bad."""
        del context, params
        return answer(self.embedder, model_input)


mlflow.models.set_model(PackagedEmbedder())
