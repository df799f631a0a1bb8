"""The text tower's own leg, on photos embedded once: `python -m fashion_search.training.reading`.

The picture tower stays as it is, so a step costs a third, and every photo that the text tower learns from is
one that the picture tower will show. Phrases that no lexicon holds are learned as the teacher guesses them.
"""

import argparse

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

from fashion_search.training.augment import augment
from fashion_search.training.batches import Batch, Batches
from fashion_search.training.export import load_towers
from fashion_search.training.guesses import Guesses, guess, guessing, made_phrases
from fashion_search.training.material import material
from fashion_search.training.objective import Model
from fashion_search.training.photos import HEIGHT, WIDTH
from fashion_search.training.phrases import lessons
from fashion_search.training.recipe import Recipe, arguments, given
from fashion_search.training.teacher import Teacher
from fashion_search.training.train import Trainer

GUESSED_PER_STEP = 256
"""So many guessed phrases a step."""


class Reading(Trainer):
    """A run in which photos are vectors: `batches.pixels`, float16 [products, passes, DIMENSION]."""

    def guided(self, teacher: Teacher, guesses: Guesses) -> "Reading":
        """The run, with phrases to learn as the teacher guesses them."""
        self.teacher, self.guesses = teacher, guesses
        self.prototypes = prototypes(self.batches)
        self.draw = np.random.default_rng((self.recipe.seed, 3))
        return self

    def look(self, batch: Batch) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """One of each photo's vectors, and what the guessed phrases say of types."""
        one = int(self.draw.integers(batch.pixels.shape[1]))
        rows = self.draw.integers(0, len(self.guesses.phrases), GUESSED_PER_STEP)
        tokens, shares, sure = self.guesses.some(rows, self.teacher)
        logits = self.model.scale(1) * self.model.text(*tokens) @ self.prototypes.T
        return batch.pixels[:, one].float(), {"guess": guessing(logits.float(), shares, sure)}


def prototypes(batches: Batches) -> torch.Tensor:
    """float32 [types, DIMENSION]: the mean direction of each article type's photos."""
    captioner, vectors = batches.captioner, batches.pixels[:, 0].float()
    masks = torch.from_numpy(captioner.masks[batches.labels["article_type"]])
    return F.normalize(torch.stack([vectors[mask].mean(0) for mask in masks]), dim=-1)


def seen(model: Model, photos: torch.Tensor, passes: int, seed: int, together: int = 256) -> torch.Tensor:
    """Vectors of augmented photos.

    Args:
        model: The towers, ready to embed.
        photos: uint8 [n, HEIGHT, WIDTH, 3].
        passes: How many random versions of each.
        seed: Draws the versions.
        together: Photos a step.

    Returns:
        float16 [n, passes, DIMENSION].
    """
    generator, versions = torch.Generator().manual_seed(seed), []
    for _ in range(passes):
        parts = []
        for start in range(0, len(photos), together):
            pixels = augment(photos[start : start + together], generator, (HEIGHT, WIDTH))
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                parts.append(model.image(pixels).half())
        versions.append(torch.cat(parts))
        print(f"{len(versions)} of {passes} passes over the photos", flush=True)
    return torch.stack(versions, 1)


def prepare(options: argparse.Namespace, recipe: Recipe) -> Reading:
    """Read the data, embed the photos, ask the teacher."""
    captioner, photos = material(options, recipe.seed)
    teacher = Teacher(options.teacher)
    phrases = made_phrases(captioner, teacher.words(3), options.guessed, recipe.seed)
    guesses = guess(teacher, captioner, phrases)
    print(f"{len(guesses.phrases)} guessed phrases, sure by {guesses.sure.mean():.2f}", flush=True)
    said = lessons(captioner, teacher, recipe.taught, recipe.foreign, recipe.seed)
    batches = Batches(
        captioner,
        seen(load_towers(options.start_from), photos, options.passes, recipe.seed),
        said.and_also(guesses.phrases, guesses.vectors),
        tokenizer=teacher.tokenizer,
        batch=recipe.batch,
        seed=recipe.seed,
    )
    size = teacher.tokenizer.get_vocab_size()
    return Reading(recipe, batches, torch.zeros(size, 256), options.out).guided(teacher, guesses)


def main() -> None:
    """Train from the command line."""
    parser = arguments(__doc__, Recipe(minutes=8.0, rate=1e-3, taught=25_000, foreign=8_000, keep="image."))
    parser.add_argument("--guessed", type=int, default=40_000, help="phrases made of the vocabulary's words")
    parser.add_argument("--passes", type=int, default=3, help="random versions of every photo")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    run = prepare(options, given(options))
    run.resume(options.start_from)
    run.run()


if __name__ == "__main__":
    main()
