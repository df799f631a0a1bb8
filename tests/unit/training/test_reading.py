"""The text tower's own leg, and the guesses it learns from; skipped where torch is not installed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: E402

from fashion_search.training import guesses  # noqa: E402
from fashion_search.training.batches import Batches  # noqa: E402
from fashion_search.training.captions import Captioner  # noqa: E402
from fashion_search.training.catalogue import Catalogue  # noqa: E402
from fashion_search.training.objective import Model  # noqa: E402
from fashion_search.training.phrases import Lessons  # noqa: E402
from fashion_search.training.reading import Reading, prototypes, seen  # noqa: E402
from fashion_search.training.recipe import Recipe  # noqa: E402

COUNT, DIMENSION, WIDTH = 12, 512, 384
TYPES = ["Watches", "Belts", "Jeans"]


class WordTeacher:
    """Sentence vectors that are means of random word vectors; knows which words there are."""

    def __init__(self, words):
        known = {word: n + 1 for n, word in enumerate(sorted(set(words)))}
        self.tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, **known}, unk_token="[UNK]"))  # noqa: S106
        self.tokenizer.normalizer = normalizers.Lowercase()
        self.tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        self.table = np.random.default_rng(0).normal(size=(len(known) + 1, WIDTH)).astype(np.float32)

    def encode(self, texts):
        rows = np.stack([self.table[self.tokenizer.encode(text).ids].mean(0) for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture(scope="module")
def captioner():
    kinds = [TYPES[row % 3] for row in range(COUNT)]
    names = ("gender", "master_category", "sub_category", "season", "usage", "base_color")
    columns = {name: ["Same"] * COUNT for name in names} | {"article_type": kinds}
    titles = [f"Acme {kind}" for kind in kinds]
    return Captioner(Catalogue([str(row) for row in range(COUNT)], titles, columns))


@pytest.fixture(scope="module")
def teacher(captioner):
    return WordTeacher(
        word
        for _, names in guesses.type_names(captioner)
        for name in (*names, "zebra crossing over there")
        for word in name.lower().split()
    )


def test_a_name_is_guessed_as_its_type_and_far_words_as_nothing(captioner, teacher):
    found = guesses.guess(teacher, captioner, ["wristwatch", "trouser belt", "zebra crossing"])
    kinds = [kind for kind, _ in guesses.type_names(captioner)]
    assert [kinds[best] for best in found.shares.argmax(1)[:2]] == ["Watches", "Belts"]
    assert found.shares.sum(1) == pytest.approx(1.0, abs=1e-5)
    assert found.sure[:2].min() > 0.9
    assert found.sure[2] == 0.0


def test_unsure_guesses_cost_nothing():
    logits, shares = torch.randn(2, 3), torch.full((2, 3), 1 / 3)
    assert guesses.guessing(logits, shares, torch.zeros(2)).item() == 0.0
    one = guesses.guessing(logits, shares, torch.tensor([1.0, 0.0]))
    assert one.item() == pytest.approx(-logits[0].log_softmax(0).mean().item(), abs=1e-5)


def test_phrases_are_made_of_words_and_names_and_repeat_with_the_seed(captioner):
    one, two = (guesses.made_phrases(captioner, ["zebra", "over"], 40, seed=3) for _ in range(2))
    assert one == two == sorted(set(one))
    assert any("zebra" in phrase and len(phrase.split()) > 1 for phrase in one)


def test_versions_of_a_photo_differ_and_repeat_with_the_seed():
    model = Model(30).eval()
    photos = torch.randint(0, 256, (3, 80, 64, 3), dtype=torch.uint8)
    one, two = (seen(model, photos, passes=2, seed=4, together=2) for _ in range(2))
    assert one.shape == (3, 2, DIMENSION)
    assert torch.equal(one, two)
    assert not torch.equal(one[:, 0], one[:, 1])


def test_only_the_text_tower_learns(captioner, teacher, tmp_path):
    torch.manual_seed(0)
    found = guesses.guess(teacher, captioner, ["wristwatch", "trouser belt", "zebra"])
    vectors = torch.nn.functional.normalize(torch.randn(COUNT, 2, DIMENSION), dim=-1).half()
    batches = Batches(
        captioner,
        vectors,
        Lessons(found.phrases, found.vectors, ["zebra"]),
        tokenizer=teacher.tokenizer,
        batch=6,
        seed=0,
    )
    size = teacher.tokenizer.get_vocab_size()
    recipe = Recipe(epochs=1, batch=6, keep="image.")
    run = Reading(recipe, batches, torch.zeros(size, 256), tmp_path / "run.pt").guided(teacher, found)
    assert not run.resume(None)
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    run.run()
    changed = {n for n, value in run.model.state_dict().items() if not torch.equal(before[n], value)}
    assert any(name.startswith("text.") for name in changed)
    assert not any(name.startswith("image.") for name in changed)
    assert prototypes(batches).shape == (3, DIMENSION)
    again = Reading(recipe, batches, torch.zeros(size, 256), tmp_path / "run.pt")
    assert again.resume(tmp_path / "absent.pt")
    assert (again.epoch, again.progress()) == (1, 1.0)
