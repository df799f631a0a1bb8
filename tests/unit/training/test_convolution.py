"""Weights' gradients by taps are the library's; skipped where torch is not installed."""

import pytest

torch = pytest.importorskip("torch")

from fashion_search.training.convolution import MANY, ByTaps, Conv3x3, weight_gradient  # noqa: E402


@pytest.mark.parametrize("sides", [(5, 4), (1, 1), (2, 7)])
def test_the_gradient_of_the_weights_is_the_librarys(sides):
    torch.manual_seed(0)
    x, weight = torch.randn(6, 5, *sides), torch.randn(7, 5, 3, 3, requires_grad=True)
    gradient = torch.randn(6, 7, *sides)
    torch.nn.functional.conv2d(x, weight, padding=1).backward(gradient)
    assert torch.allclose(weight_gradient(x, gradient), weight.grad, atol=1e-4)


def test_both_gradients_and_the_output_are_the_librarys():
    torch.manual_seed(0)
    x, weight = torch.randn(2, 4, 5, 4, requires_grad=True), torch.randn(3, 4, 3, 3, requires_grad=True)
    outputs, gradients = [], []
    for convolve in (ByTaps.apply, lambda a, b: torch.nn.functional.conv2d(a, b, padding=1)):
        out = convolve(x, weight)
        outputs.append(out)
        gradients.append(torch.autograd.grad(out.square().sum(), (x, weight)))
    assert torch.equal(*outputs)
    for ours, library in zip(*gradients, strict=True):
        assert torch.allclose(ours, library, atol=1e-3)


def test_wide_layers_learn_in_reduced_precision():
    layer, x = Conv3x3(MANY, MANY).train(), torch.randn(2, MANY, 3, 2)
    with torch.autocast("cpu", torch.bfloat16):
        layer(x).float().sum().backward()
    assert layer.weight.grad.dtype == torch.float32
    assert layer.weight.grad.abs().sum() > 0
