"""One half of a model: an ONNX graph, its session, and the names of what goes in and comes out."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import ConfigurationError, MissingDependencyError

__all__ = ["Graph", "Tower"]

_TYPES: dict[str, type[np.generic]] = {
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
}
_VECTOR_RANK = 2
_FATAL_ONLY = 4


@dataclass(frozen=True, slots=True)
class Graph:
    """An open session and what is known of its ends; `None` in a shape means any size."""

    session: Any
    inputs: Mapping[str, tuple[tuple[int | None, ...], type[np.generic]]]
    output: str
    dimension: int | None


class Tower:
    """Opens its graph at first use, once a process; safe to use from several threads.

    A process made by `fork` opens the graph anew, because a session's threads do not survive one.
    """

    def __init__(self, file: Path, outputs: Sequence[str], *, threads: int, providers: Sequence[str]) -> None:
        """Say what to open.

        Args:
            file: The graph.
            outputs: Names the wanted output may have, best first.
            threads: Threads one run may use.
            providers: onnxruntime's names of where to run, best first.
        """
        self.file = file
        self._outputs = outputs
        self._threads = threads
        self._providers = list(providers)
        self._lock = threading.Lock()
        self._graphs: dict[int, Graph] = {}

    @property
    def graph(self) -> Graph:
        """The open graph.

        Raises:
            ConfigurationError: the file is not a graph of the expected form.
            MissingDependencyError: onnxruntime is not installed.
        """
        process = os.getpid()
        if process not in self._graphs:
            with self._lock:
                if process not in self._graphs:
                    self._graphs = {process: self._open()}
        return self._graphs[process]

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
        """Run the graph; arrays are cast to the types it declares.

        Returns:
            The wanted output, shape (n, dimension), float32.
        """
        graph = self.graph
        typed = {name: array.astype(graph.inputs[name][1], copy=False) for name, array in feeds.items()}
        try:
            (rows,) = graph.session.run([graph.output], typed)
        except Exception as exc:  # onnxruntime's errors have no common base
            shapes = {name: array.shape for name, array in typed.items()}
            raise ConfigurationError(f"{str(self.file)!r} does not take inputs of {shapes}: {exc}") from exc
        return np.asarray(rows, dtype=np.float32)

    def _open(self) -> Graph:
        try:
            import onnxruntime
        except ImportError as exc:
            raise MissingDependencyError("Running an ONNX model", "local") from exc
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = _FATAL_ONLY
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(str(self.file), options, providers=self._providers)
        except Exception as exc:  # onnxruntime's errors have no common base
            raise ConfigurationError(f"{str(self.file)!r} cannot be opened: {exc}") from exc
        return self._described(session)

    def _described(self, session: Any) -> Graph:  # noqa: ANN401  # onnxruntime has no types
        inputs = {node.name: (_shape(node.shape), self._type(node)) for node in session.get_inputs()}
        shapes = {node.name: _shape(node.shape) for node in session.get_outputs()}
        flat = [name for name, shape in shapes.items() if len(shape) == _VECTOR_RANK]
        named = [name for name in self._outputs if name in flat]
        if not named and len(flat) != 1:
            raise ConfigurationError(
                f"{str(self.file)!r} has outputs {shapes}; expected one of {', '.join(self._outputs)} "
                "of shape (batch, dimension)."
            )
        output = (named or flat)[0]
        return Graph(session, inputs, output, shapes[output][1])

    def _type(self, node: Any) -> type[np.generic]:  # noqa: ANN401
        if node.type not in _TYPES:
            raise ConfigurationError(
                f"{str(self.file)!r}: input {node.name!r} is {node.type}, which is not known."
            )
        return _TYPES[node.type]


def _shape(shape: Sequence[Any]) -> tuple[int | None, ...]:
    return tuple(size if isinstance(size, int) and size > 0 else None for size in shape)
