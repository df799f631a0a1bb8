"""What an ImageNet network sees, condensed; skipped where torch is not installed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from fashion_search.training import losses  # noqa: E402
from fashion_search.training.hints import condensed, features  # noqa: E402
from fashion_search.training.lite import FEATURES, Lite, SameConv, read_lite  # noqa: E402


def test_padding_is_tensorflows_the_odd_pixel_behind():
    layer = SameConv(1, 1, 3, 2, bias=False)
    with torch.no_grad():
        layer.weight.fill_(1.0)
    picture = torch.arange(16.0).view(1, 1, 4, 4)
    assert layer(picture)[0, 0].tolist() == [[45.0, 39.0], [66.0, 50.0]]


def test_weights_are_read_without_the_classifier(tmp_path):
    torch.manual_seed(0)
    network = Lite().eval()
    torch.save({**network.state_dict(), "_fc.weight": torch.zeros(2, 1280)}, tmp_path / "weights.pth")
    photos = np.random.default_rng(0).integers(0, 256, (3, 20, 16, 3)).astype(np.uint8)
    one, two = features(network, photos, together=2), features(read_lite(tmp_path / "weights.pth"), photos)
    assert one.shape == (3, FEATURES)
    assert one == pytest.approx(two, abs=1e-4)


def test_condensed_rows_are_unit_vectors_that_keep_what_is_near():
    rng = np.random.default_rng(0)
    kinds = rng.normal(size=(3, 40))
    rows = (kinds[np.arange(30) % 3] + 0.05 * rng.normal(size=(30, 40))).astype(np.float32)
    kept = condensed(rows, 8).astype(np.float32)
    assert kept.shape == (30, 8)
    assert np.linalg.norm(kept, axis=1) == pytest.approx(1.0, abs=1e-2)
    near = kept @ kept.T
    assert near[0, 3] > 0.9 > near[0, 1]


def test_a_hint_is_a_direction():
    guess, hint = torch.tensor([[2.0, 0.0]]), torch.tensor([[1.0, 0.0]])
    assert losses.hinting(guess, hint).item() == pytest.approx(0.0, abs=1e-6)
    assert losses.hinting(-guess, hint).item() == pytest.approx(2.0, abs=1e-6)
