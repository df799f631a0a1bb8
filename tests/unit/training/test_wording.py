"""What words say beyond pictures; skipped where torch is not installed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from fashion_search.training.towers import DIMENSION, ImageTower, TextTower  # noqa: E402
from fashion_search.training.wording import blind_directions, keep_clear  # noqa: E402


def photos(count=200, spanned=60):
    """Unit vectors that span only the first dimensions."""
    vectors = np.zeros((count, DIMENSION), np.float32)
    vectors[:, :spanned] = np.random.default_rng(0).normal(size=(count, spanned))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def texts(tower):
    ids = torch.tensor([[3, 4, 5], [6, 7, 8], [3, 7, 9], [1, 2, 9]])
    with torch.no_grad():
        return tower(ids, torch.ones_like(ids)).numpy()


def test_no_photo_points_where_words_are_put():
    blind = blind_directions(photos())
    assert (blind @ blind.T).numpy() == pytest.approx(np.eye(len(blind)), abs=1e-5)
    assert (photos() @ blind.T.numpy()) == pytest.approx(0.0, abs=1e-5)


def test_wording_changes_how_near_texts_are_but_never_the_order_of_photos():
    torch.manual_seed(0)
    tower, seen = TextTower(20).eval(), photos()
    before = texts(tower)
    tower.blind.copy_(2.0 * blind_directions(seen))
    after = texts(tower)
    assert np.linalg.norm(after, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.abs(before @ before.T - after @ after.T).max() > 0.01
    shrunk = (after @ seen.T) / (before @ seen.T)
    spread = shrunk.std(1) / shrunk.mean(1)
    assert spread == pytest.approx(0.0, abs=1e-3)


def test_a_tower_whose_words_were_never_set_is_as_before():
    torch.manual_seed(0)
    tower = TextTower(20).eval()
    ids = torch.tensor([[3, 4, 5]])
    with torch.no_grad():
        pooled = tower.pooled(ids, torch.ones_like(ids))
        plain = torch.nn.functional.normalize(tower.skip(pooled) + tower.mix(pooled), dim=-1)
    assert texts(tower)[:1] == pytest.approx(plain.numpy(), abs=1e-6)


def test_a_cleared_picture_tower_points_nowhere_words_do():
    torch.manual_seed(0)
    tower, blind = ImageTower().eval(), blind_directions(photos())
    pixels = torch.randn(2, 3, 80, 64)
    with torch.no_grad():
        before = tower(pixels) @ blind.T
        keep_clear(tower, blind)
        after = tower(pixels) @ blind.T
    assert before.abs().max() > 0.01
    assert after.abs().max() < 1e-5
