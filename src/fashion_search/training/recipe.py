"""What decides a run's result besides the data, and the options that say it."""

import argparse
import dataclasses
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Everything that decides the result, besides the data.

    With `minutes`, the run ends when so much training time is spent, and the rate and the picture sizes
    follow the clock instead of the epochs: for machines whose speed is not known beforehand. The share of
    photos shown as they are grows from none to `plain`: what is trained last is what is searched. Parameters
    whose names begin with `keep` stay as they are (`text.words`: a sixth of a step's time is saved).
    """

    epochs: int = 30
    minutes: float = 0.0
    batch: int = 320
    rate: float = 1.5e-3
    decay: float = 0.05
    taught: int = 60_000
    foreign: int = 20_000
    warm_steps: int = 200
    averaging: float = 0.99
    small_until: float = 0.45
    middle_until: float = 0.8
    plain: float = 0.5
    keep: str = ""
    seed: int = 0
    precision: str = "bfloat16"
    device: str = "cpu"


def arguments(about: str | None, recipe: Recipe) -> argparse.ArgumentParser:
    """The options of a run over catalogue photos; `recipe` holds the defaults."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument(
        "--photos", type=Path, required=True, help="array written by fashion_search.training.photos"
    )
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--drawn", type=Path, help="file written by fashion_search.training.drawn")
    parser.add_argument("--start-from", type=Path, help="checkpoint whose averaged weights begin this run")
    parser.add_argument("--threads", type=int, default=2)
    for field in dataclasses.fields(Recipe):
        value = getattr(recipe, field.name)
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(value), default=value)
    return parser


def given(options: argparse.Namespace) -> Recipe:
    """The recipe of the parsed options."""
    return Recipe(**{field.name: getattr(options, field.name) for field in dataclasses.fields(Recipe)})
