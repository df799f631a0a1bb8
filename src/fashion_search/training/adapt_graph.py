"""Append a head to an ONNX graph; inputs, outputs and everything before stay as they are."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from fashion_search.errors import ConfigurationError, MissingDependencyError
from fashion_search.training.adapt_heads import Head

__all__ = ["append_head", "require_onnx"]


def require_onnx() -> None:
    """Find out before the work starts whether graphs can be written.

    Raises:
        MissingDependencyError: the package `onnx` is not installed.
    """
    try:
        import onnx  # noqa: F401
    except ImportError as exc:
        raise MissingDependencyError("Adapting a model", "train") from exc


def append_head(source: Path, target: Path, output: str, head: Head) -> None:
    """Write a graph whose output is the head's, under the same name.

    Weights that the graph keeps in files beside it are copied along. The head computes in float32, and its
    output is float32.

    Args:
        source: The graph to extend.
        target: The graph to write.
        output: Which of its outputs holds the vectors, shape (batch, dimension).
        head: What turns them; they are made unit before and behind it.

    Raises:
        ConfigurationError: the graph cannot be read, has no such output, or would not be valid.
    """
    import onnx

    try:
        model = onnx.load(str(source), load_external_data=False)
        _extend(model.graph, output, head)
        target.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, str(target))
        for name in _files_beside(model.graph):
            shutil.copyfile(source.parent / name, target.parent / name)
        onnx.checker.check_model(str(target))
    except ConfigurationError:
        raise
    except Exception as exc:  # those of onnx and of protobuf have no common base
        raise ConfigurationError(f"{str(source)!r} cannot be extended: {exc}") from exc


def _extend(graph: Any, output: str, head: Head) -> None:  # noqa: ANN401  # onnx has no types
    from onnx import TensorProto, helper, numpy_helper

    found = next((value for value in graph.output if value.name == output), None)
    if found is None:
        raise ConfigurationError(f"The graph has no output {output!r}; it has {_named(graph.output)}.")
    prefix = _free_prefix(graph)
    _rename(graph, output, f"{prefix}/before")
    arrays = {"inner": head.inner, "bias": head.bias, "outer": head.outer}
    for name, array in arrays.items():
        graph.initializer.append(numpy_helper.from_array(array, f"{prefix}/{name}"))
    steps: tuple[tuple[str, tuple[str, ...], str, dict[str, int]], ...] = (
        ("Cast", ("before",), "float", {"to": TensorProto.FLOAT}),
        ("LpNormalization", ("float",), "unit", {"axis": -1, "p": 2}),
        ("MatMul", ("unit", "inner"), "wide", {}),
        ("Add", ("wide", "bias"), "shifted", {}),
        ("Relu", ("shifted",), "active", {}),
        ("MatMul", ("active", "outer"), "turn", {}),
        ("Add", ("unit", "turn"), "turned", {}),
    )
    for kind, inputs, result, options in steps:
        names = [f"{prefix}/{name}" for name in inputs]
        graph.node.append(helper.make_node(kind, names, [f"{prefix}/{result}"], **options))
    graph.node.append(helper.make_node("LpNormalization", [f"{prefix}/turned"], [output], axis=-1, p=2))
    found.type.tensor_type.elem_type = TensorProto.FLOAT


def _named(values: Any) -> str:  # noqa: ANN401
    return ", ".join(repr(value.name) for value in values)


def _free_prefix(graph: Any) -> str:  # noqa: ANN401
    """A name that nothing in the graph begins with, so that an adapted model can be adapted again."""
    names = {name for node in graph.node for name in node.output} | {one.name for one in graph.initializer}
    number = 1
    while any(name.startswith(f"adapted{number}/") for name in names):
        number += 1
    return f"adapted{number}"


def _rename(graph: Any, old: str, new: str) -> None:  # noqa: ANN401
    """Give a value another name wherever it is made or used, also inside loops and branches."""
    for node in graph.node:
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                if name == old:
                    names[place] = new
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                _rename(inner, old, new)
    for constant in graph.initializer:
        if constant.name == old:
            constant.name = new


def _files_beside(graph: Any) -> set[str]:  # noqa: ANN401
    """The files that hold weights of this graph."""
    return {
        entry.value
        for constant in graph.initializer
        for entry in constant.external_data
        if entry.key == "location"
    }
