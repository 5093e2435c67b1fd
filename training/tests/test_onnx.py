"""The exported graph computes what PyTorch computes, by two other implementations of ONNX, at lengths that the export did not see."""
import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx.reference import ReferenceEvaluator

from limpid_training import onnx_file
from limpid_training.generator import Generator


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    torch.manual_seed(2)
    generator = Generator("test").eval()
    path = tmp_path_factory.mktemp("onnx") / "model.onnx"
    onnx_file.write(path, generator)
    return generator, path


@pytest.mark.parametrize("batch,frames", [(1, 1), (2, 33), (1, 200)])
def test_other_runtimes_agree(exported, batch, frames):
    generator, path = exported
    x = torch.randn(batch, frames, 128, generator=torch.Generator().manual_seed(frames)) * 2
    with torch.no_grad():
        expected = generator(x).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for run in (session.run, ReferenceEvaluator(onnx.load(path)).run):
        (gains,) = run(None, {"features": x.numpy()})
        assert np.abs(gains - expected).max() < 1e-5


def test_the_graph_keeps_to_the_pinned_opset(exported):
    model = onnx.load(exported[1])
    assert model.opset_import[0].version == onnx_file.OPSET
    assert {n.op_type for n in model.graph.node} >= {"Conv", "Relu", "Sigmoid"}
