"""The towers and their losses; skipped where torch is not installed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from fashion_search.training import losses  # noqa: E402
from fashion_search.training.augment import augment, normalise, normalise_rows  # noqa: E402
from fashion_search.training.memory import Memory, RecentRows  # noqa: E402
from fashion_search.training.towers import ImageTower, TextTower  # noqa: E402


def test_a_picture_does_not_depend_on_its_batch():
    tower = ImageTower().eval()
    pixels = torch.randn(3, 3, 80, 64)
    with torch.no_grad():
        together, alone = tower(pixels), tower(pixels[:1])
    assert together.norm(dim=1).tolist() == pytest.approx([1.0] * 3, abs=1e-5)
    assert torch.allclose(together[:1], alone, atol=1e-5)


def test_a_text_does_not_depend_on_its_padding():
    tower = TextTower(50).eval()
    ids = torch.tensor([[3, 4, 5]])
    padded = torch.tensor([[3, 4, 5, 0, 0]])
    with torch.no_grad():
        short = tower(ids, torch.ones(1, 3, dtype=torch.int64))
        long = tower(padded, torch.tensor([[1, 1, 1, 0, 0]]))
    assert torch.allclose(short, long, atol=1e-5)


def test_a_query_without_a_match_costs_nothing():
    logits = torch.zeros(2, 4)
    none, one = torch.zeros(2, 4, dtype=torch.bool), torch.zeros(2, 4, dtype=torch.bool)
    one[0, 1] = True
    assert losses.several_positives(logits, none).item() == 0.0
    assert losses.several_positives(logits, one).item() == pytest.approx(np.log(4), abs=1e-5)


def test_missing_labels_are_ignored():
    items = torch.nn.functional.normalize(torch.randn(4, 8), dim=-1)
    target = torch.tensor([-1, -1, -1, -1])
    assert losses.prototypes(items, items, target, torch.tensor(10.0)).item() == 0.0


def test_augmented_photos_keep_their_shape_and_repeat_with_the_seed():
    photos = torch.randint(0, 256, (8, 80, 64, 3), dtype=torch.uint8)
    one, two = (augment(photos, torch.Generator().manual_seed(1), (48, 40)) for _ in range(2))
    assert one.shape == (8, 3, 48, 40)
    assert torch.equal(one, two)
    assert normalise(photos).shape == (8, 3, 80, 64)


def test_a_photo_is_not_asked_to_find_itself():
    images = torch.eye(2)
    itself = torch.eye(2, dtype=torch.bool)
    scale = torch.tensor(5.0)
    assert losses.alike(images, images, itself, itself, scale).item() == 0.0
    alone = losses.alike(images, images, ~itself, itself, scale)
    assert alone.item() == pytest.approx(0.0, abs=1e-5)


def test_memory_and_rows_keep_the_same_order_and_forget_the_same_batch():
    memory, recent = Memory(kept=2), RecentRows(kept=2)
    for number in range(4):
        rows = np.array([2 * number, 2 * number + 1])
        now = torch.from_numpy(rows).float()[:, None].requires_grad_()
        seen, images = recent.after(rows), memory.with_images(now)
        assert images[:, 0].tolist() == seen.tolist()
        memory.push(now, now)
    assert seen.tolist() == [6, 7, 2, 3, 4, 5]
    assert not memory.with_titles(torch.zeros(0, 1)).requires_grad


def test_numpy_and_torch_normalise_alike():
    photos = np.random.default_rng(0).integers(0, 256, (2, 80, 64, 3)).astype(np.uint8)
    assert normalise_rows(photos) == pytest.approx(normalise(torch.from_numpy(photos)).numpy(), abs=1e-5)


def test_plain_photos_are_at_most_mirrored():
    photos = torch.randint(0, 256, (8, 80, 64, 3), dtype=torch.uint8)
    shown = augment(photos, torch.Generator().manual_seed(1), (80, 64), plain=0.5)
    whole = normalise(photos)
    same = [torch.equal(a, b) or torch.equal(a, b.flip(2)) for a, b in zip(shown[:4], whole[:4], strict=True)]
    assert all(same)
    assert not any(torch.equal(a, b) for a, b in zip(shown[4:], whole[4:], strict=True))
