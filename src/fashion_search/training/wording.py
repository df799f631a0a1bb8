"""The last leg: what words say beyond pictures: `python -m fashion_search.training.wording CHECKPOINT OUT …`.

Photos span a part of the shared space only. Here a small head of the text tower learns, from cached text
features and in minutes, to put what a title states (its colour, its type) where labels and titles meet and no
photo takes part. Photos decide as before which photo fits a text; texts agree more sharply with texts.
"""

import argparse
import dataclasses
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from fashion_search.training import losses
from fashion_search.training.augment import normalise
from fashion_search.training.captions import Captioner, meets
from fashion_search.training.catalogue import read_styles
from fashion_search.training.cleaning import without_doubtful_colors
from fashion_search.training.export import load_towers
from fashion_search.training.lexicon import LABEL_KINDS
from fashion_search.training.material import training_rows
from fashion_search.training.objective import Model
from fashion_search.training.sampling import draw_weights
from fashion_search.training.teacher import Teacher
from fashion_search.training.towers import WORDING_WIDTH, ImageTower
from fashion_search.training.wording_texts import Counts, Reader, Texts

SCALE = 14.0
"""Cosines are multiplied by it in every softmax of this leg."""


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What decides the result, besides the data; `strength`: how long words are beside what photos share."""

    steps: int = 2200
    batch: int = 768
    rate: float = 2e-3
    most: float = 4.0
    strength: float = 3.0
    seed: int = 61


class Leg:
    """Trains the `wording` head of a text tower, all else as it is."""

    def __init__(self, model: Model, texts: Texts, captioner: Captioner, recipe: Recipe) -> None:
        self.text, self.texts, self.recipe = model.text, texts, recipe
        self.masks = captioner.masks
        weights = draw_weights(captioner.catalogue, recipe.most)
        self.chances = weights / weights.sum()
        every = list(enumerate(captioner.concepts))
        self.fields = [captioner.labelled(field) for field in LABEL_KINDS]
        self.asked = [n for n, one in every if one.label or one.kind in ("noun", "color", "gender")]
        self.draw = np.random.default_rng((recipe.seed, 2))

    def run(self) -> None:
        """All steps, on one cycle of the rate."""
        recipe, head = self.recipe, self.text.wording
        optimiser = torch.optim.AdamW(head.parameters(), lr=recipe.rate, weight_decay=0.02)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=recipe.steps + 1)
        head.train()
        for step in range(recipe.steps):
            loss = self.loss()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            if step % 100 == 0:
                print(f"step {step}/{recipe.steps} loss {loss.item():.3f}", flush=True)
        head.eval()

    def loss(self) -> torch.Tensor:
        """Labels find titles, titles their labels, captions documents; foreign words nothing."""
        draw, texts, worded, scale = self.draw, self.texts, self.text.worded, torch.tensor(SCALE)
        rows = draw.choice(len(self.chances), self.recipe.batch, p=self.chances)
        masks = self.masks[:, rows]
        titles = worded(texts.titles[int(draw.integers(len(texts.titles)))][rows])
        documents = worded(texts.documents[rows])
        said = draw.integers(0, len(texts.captions), self.recipe.batch // 2)
        captions = worded(texts.captions[said])
        names = worded(torch.stack([self._name(concept) for concept in range(len(masks))]))
        foreign = worded(texts.foreign[draw.integers(0, len(texts.foreign), 128)])
        about = torch.from_numpy(meets([texts.used[n] for n in said], masks))
        holds, asked = torch.from_numpy(masks[self.asked]), names[self.asked]
        parts = [
            losses.matching(asked, titles, holds, scale),
            losses.matching(asked, documents, holds, scale),
            losses.matching(captions, documents, about, scale),
            2.0 * losses.silence(foreign, torch.cat([titles, documents])),
            *(losses.prototypes(titles, names[f], labelled(masks[f]), scale) for f in self.fields),
        ]
        return torch.stack(parts).sum()

    def _name(self, concept: int) -> torch.Tensor:
        """The label's own name half of the time, any of its names otherwise."""
        names = self.texts.names[concept]
        return names[0 if self.draw.random() < 0.5 else int(self.draw.integers(len(names)))]


def labelled(masks: NDArray[np.bool_]) -> torch.Tensor:
    """Per column the first row that holds it, -1 where none does."""
    return torch.from_numpy(np.where(masks.any(0), masks.argmax(0), -1))


def blind_directions(photos: NDArray[np.float32], width: int = WORDING_WIDTH) -> torch.Tensor:
    """Orthonormal rows in which photos have the least energy.

    Args:
        photos: Vectors of photos, float32 [n, DIMENSION].
        width: How many directions.

    Returns:
        float32 [width, DIMENSION].
    """
    _, axes = np.linalg.eigh(photos.T @ photos)  # smallest first
    return torch.from_numpy(np.ascontiguousarray(axes[:, :width].T)).float()


def keep_clear(tower: ImageTower, blind: torch.Tensor) -> None:
    """Take the directions `blind`, orthonormal rows, out of all that the picture tower can say.

    Photos have next to nothing there; what little there is would meet long vectors of words.
    """
    rest = torch.eye(blind.shape[1]) - blind.T @ blind
    with torch.no_grad():
        for weights in (tower.skip.weight, tower.skip.bias, tower.mix[-1].weight):
            weights.copy_(rest @ weights)


def photo_vectors(model: Model, photos: NDArray[np.uint8], together: int = 256) -> NDArray[np.float32]:
    """The picture tower's vectors of fitted photos."""
    parts = []
    for start in range(0, len(photos), together):
        pixels = torch.from_numpy(np.array(photos[start : start + together]))
        with torch.no_grad():
            parts.append(model.image(normalise(pixels)).numpy())
    return np.concatenate(parts)


def train(options: argparse.Namespace, recipe: Recipe) -> Model:
    """Read the data, run the leg, and set the directions."""
    torch.manual_seed(recipe.seed)
    model, whole = load_towers(options.checkpoint), read_styles(options.styles)
    rows = training_rows(whole, options.photos)
    seen = rows[:: max(1, len(rows) // options.seen)]
    blind = blind_directions(photo_vectors(model, np.load(options.photos, mmap_mode="r")[seen]))
    captioner = Captioner(without_doubtful_colors(whole.select(rows)), recipe.seed)
    texts = Reader(model, Teacher(options.teacher)).read(captioner, Counts(seed=recipe.seed))
    Leg(model, texts, captioner, recipe).run()
    model.text.blind.copy_(recipe.strength * blind)
    keep_clear(model.image, blind)
    return model


def main() -> None:
    """Run the leg from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path, help="checkpoint to write")
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--seen", type=int, default=6000, help="training photos that show where photos point")
    for field in dataclasses.fields(Recipe):
        parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    options = parser.parse_args()
    recipe = Recipe(**{field.name: getattr(options, field.name) for field in dataclasses.fields(Recipe)})
    state = {f"module.{name}": value for name, value in train(options, recipe).state_dict().items()}
    torch.save({"average": state, "recipe": dataclasses.asdict(recipe)}, options.out)


if __name__ == "__main__":
    main()
