"""A head appended to graphs of several makes."""

from __future__ import annotations

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from fashion_search.errors import ConfigurationError  # noqa: E402
from fashion_search.training.adapt_graph import append_head  # noqa: E402
from fashion_search.training.adapt_heads import Head, unit  # noqa: E402

DIMENSION = 4
RNG = np.random.default_rng(3)
WEIGHTS = RNG.normal(size=(3, DIMENSION)).astype(np.float32)
HEAD = Head(*(RNG.normal(size=size).astype(np.float32) for size in ((4, 2), (2,), (2, 4))))
ROWS = RNG.normal(size=(5, 3)).astype(np.float32)
EXPECTED = HEAD(unit(ROWS @ WEIGHTS))


def write(path, nodes, *, weights=WEIGHTS, kind=TensorProto.FLOAT, opset=17, **outputs):
    given = [helper.make_tensor_value_info("rows", kind, ["batch", 3])]
    made = [helper.make_tensor_value_info(n, kind, ["batch", *s]) for n, s in outputs.items()]
    graph = helper.make_graph(nodes, "tower", given, made, [numpy_helper.from_array(weights, "weights")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
    onnx.save(model, str(path))


def matmul(output):
    return helper.make_node("MatMul", ["rows", "weights"], [output])


def run(path, output, rows=ROWS):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run([output], {"rows": rows})[0]


@pytest.mark.parametrize("opset", [13, 17, 21])
def test_the_output_keeps_its_name_and_comes_from_the_head(tmp_path, opset):
    write(tmp_path / "old.onnx", [matmul("embeds")], embeds=[DIMENSION], opset=opset)
    append_head(tmp_path / "old.onnx", tmp_path / "new" / "tower.onnx", "embeds", HEAD)
    assert run(tmp_path / "new" / "tower.onnx", "embeds") == pytest.approx(EXPECTED, abs=1e-5)


def test_other_outputs_stay_as_they_were(tmp_path):
    nodes = [matmul("embeds"), helper.make_node("Relu", ["embeds"], ["lit"])]
    write(tmp_path / "old.onnx", nodes, embeds=[DIMENSION], lit=[DIMENSION])
    append_head(tmp_path / "old.onnx", tmp_path / "new.onnx", "embeds", HEAD)
    assert run(tmp_path / "new.onnx", "lit") == pytest.approx(np.maximum(ROWS @ WEIGHTS, 0), abs=1e-5)
    assert run(tmp_path / "new.onnx", "embeds") == pytest.approx(EXPECTED, abs=1e-5)


def test_an_output_used_inside_a_branch_is_found_there(tmp_path):
    yes, no = (
        helper.make_graph(
            [helper.make_node(kind, ["embeds"], [f"{kind}_result"])],
            kind,
            [],
            [helper.make_tensor_value_info(f"{kind}_result", TensorProto.FLOAT, None)],
        )
        for kind in ("Neg", "Relu")
    )
    always = helper.make_tensor("always", TensorProto.BOOL, [], [True])
    nodes = [
        matmul("embeds"),
        helper.make_node("Constant", [], ["always"], value=always),
        helper.make_node("If", ["always"], ["other"], then_branch=yes, else_branch=no),
    ]
    write(tmp_path / "old.onnx", nodes, embeds=[DIMENSION], other=[DIMENSION])
    append_head(tmp_path / "old.onnx", tmp_path / "new.onnx", "embeds", HEAD)
    assert run(tmp_path / "new.onnx", "other") == pytest.approx(-(ROWS @ WEIGHTS), abs=1e-5)


def test_half_precision_towers_get_a_float_head(tmp_path):
    half = WEIGHTS.astype(np.float16)
    write(
        tmp_path / "old.onnx", [matmul("embeds")], weights=half, kind=TensorProto.FLOAT16, embeds=[DIMENSION]
    )
    append_head(tmp_path / "old.onnx", tmp_path / "new.onnx", "embeds", HEAD)
    found = run(tmp_path / "new.onnx", "embeds", ROWS.astype(np.float16))
    assert found.dtype == np.float32
    assert found == pytest.approx(EXPECTED, abs=0.01)


def test_weights_kept_in_a_file_beside_the_graph_come_along(tmp_path):
    write(tmp_path / "old.onnx", [matmul("embeds")], embeds=[DIMENSION])
    model = onnx.load(str(tmp_path / "old.onnx"))
    onnx.save(
        model,
        str(tmp_path / "old.onnx"),
        save_as_external_data=True,
        location="old.onnx_data",
        size_threshold=0,
    )
    append_head(tmp_path / "old.onnx", tmp_path / "new" / "old.onnx", "embeds", HEAD)
    (tmp_path / "old.onnx_data").unlink()
    assert run(tmp_path / "new" / "old.onnx", "embeds") == pytest.approx(EXPECTED, abs=1e-5)


def test_a_second_head_goes_behind_the_first(tmp_path):
    write(tmp_path / "0.onnx", [matmul("embeds")], embeds=[DIMENSION])
    for number in range(2):
        append_head(tmp_path / f"{number}.onnx", tmp_path / f"{number + 1}.onnx", "embeds", HEAD)
    assert run(tmp_path / "2.onnx", "embeds") == pytest.approx(HEAD(EXPECTED), abs=1e-5)


def test_what_is_no_graph_or_lacks_the_output_is_refused(tmp_path):
    (tmp_path / "text.onnx").write_text("not a graph")
    with pytest.raises(ConfigurationError, match="cannot be extended"):
        append_head(tmp_path / "text.onnx", tmp_path / "new.onnx", "embeds", HEAD)
    write(tmp_path / "old.onnx", [matmul("embeds")], embeds=[DIMENSION])
    with pytest.raises(ConfigurationError, match="'vectors'"):
        append_head(tmp_path / "old.onnx", tmp_path / "new.onnx", "vectors", HEAD)
