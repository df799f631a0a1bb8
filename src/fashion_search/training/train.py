"""Train the bundled model: `python -m fashion_search.training.train`; see `training/README.md`."""

import argparse
import dataclasses
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from fashion_search.training import losses
from fashion_search.training.augment import augment
from fashion_search.training.batches import Batch, Batches
from fashion_search.training.material import material
from fashion_search.training.memory import Memory
from fashion_search.training.objective import WEIGHTS, Model, parts_of
from fashion_search.training.photos import HEIGHT, WIDTH
from fashion_search.training.phrases import lessons
from fashion_search.training.prefetch import prefetched
from fashion_search.training.recipe import Recipe, arguments, given
from fashion_search.training.teacher import Teacher


class Trainer:
    """One training run: state on disk after every epoch, so that it can be cut off and go on."""

    def __init__(self, recipe: Recipe, batches: Batches, table: torch.Tensor, out: Path) -> None:
        self.recipe, self.batches, self.out = recipe, batches, out
        torch.manual_seed(recipe.seed)
        self.model = Model(len(table)).to(recipe.device, memory_format=torch.channels_last)
        with torch.no_grad():
            self.model.text.words.weight.copy_(0.5 * table)
        for name, parameter in self.model.named_parameters():
            parameter.requires_grad_(not (recipe.keep and name.startswith(recipe.keep)))
        self.average = torch.optim.swa_utils.AveragedModel(
            self.model,
            multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(recipe.averaging),
            use_buffers=True,
        )
        self.count, self.spent_s = 0, 0.0
        self.optimiser = torch.optim.AdamW(
            _groups(self.model, recipe.decay), lr=recipe.rate, betas=(0.9, 0.98), fused=True
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self._rate)
        self.generator = torch.Generator().manual_seed(recipe.seed)
        self.memory = Memory()
        self.epoch = 0

    def progress(self) -> float:
        """How much of the run is done, 0 to 1."""
        if self.recipe.minutes:
            return min(1.0, self.spent_s / 60.0 / self.recipe.minutes)
        return min(1.0, self.count / (self.recipe.epochs * self.batches.per_epoch))

    def _rate(self, _: int) -> float:
        """Up over the first eighth, then down on a cosine to one hundredth."""
        progress = self.progress()
        if progress < 0.125:
            return 0.02 + 0.98 * progress / 0.125
        return 0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * (progress - 0.125) / 0.875))

    def warm_up_text(self) -> None:
        """Teach the text tower the teacher's space before the pictures come in."""
        optimiser = torch.optim.AdamW(self.model.text.parameters(), lr=2e-3, fused=True)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, 2e-3, total_steps=self.recipe.warm_steps + 1
        )
        for step in range(self.recipe.warm_steps):
            with self._precision():
                loss = self._lesson(512)
            loss.backward()
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            schedule.step()
            if step % 50 == 0:
                print(f"text step {step} loss {loss.item():.4f}", flush=True)
        self.average.module.load_state_dict(self.model.state_dict())
        self.save()

    def run(self) -> None:
        """Train what is left of the run."""
        while self.progress() < 1.0:
            start, seen = time.perf_counter(), []
            self.model.train()
            before = self.spent_s
            for number, batch in enumerate(prefetched(self.batches.epoch(self.epoch))):
                seen.append(self.step(batch))
                self.spent_s = before + time.perf_counter() - start
                if number % 20 == 0:
                    print(self._line(seen[-20:], number, start), flush=True)
                if self.progress() >= 1.0:
                    break
            self.epoch += 1
            self.save()
            print(f"epoch {self.epoch} " + self._line(seen, len(seen), start), flush=True)

    def step(self, batch: Batch) -> dict[str, float]:
        """One update."""
        with self._precision():
            image, parts = self.look(batch)
            parts |= parts_of(self.model, batch.to(self.recipe.device), image, self.memory)
            parts["teacher"] = self._lesson(160)
        total = torch.stack([WEIGHTS[name] * value for name, value in parts.items()]).sum()
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimiser.step()
        self.count += 1
        self.schedule.step()
        self.average.update_parameters(self.model)
        return {name: float(value.detach()) for name, value in parts.items()}

    def look(self, batch: Batch) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """Vectors of the batch's photos, and the parts of the loss that are about photos alone."""
        device, tower = self.recipe.device, self.model.image
        plain = self.recipe.plain * self.progress()
        photos = augment(batch.pixels, self.generator, self._size(), plain)
        pooled = tower.pooled(photos.to(device))
        if not len(batch.hints):
            return tower.head(pooled), {}
        return tower.head(pooled), {"hint": losses.hinting(tower.hint(pooled), batch.hints.to(device))}

    def _lesson(self, count: int) -> torch.Tensor:
        """How far the text tower is from the teacher on some phrases."""
        (ids, mask), teacher = self.batches.taught(count)
        device, text = self.recipe.device, self.model.text
        return losses.teaching(text.meaning(text.pooled(ids.to(device), mask.to(device))), teacher.to(device))

    def _size(self) -> tuple[int, int]:
        """Small pictures first: they teach most of it at a third of the cost."""
        progress, recipe = self.progress(), self.recipe
        if progress < recipe.small_until:
            return SMALL
        return MIDDLE if progress < recipe.middle_until else (HEIGHT, WIDTH)

    def save(self) -> None:
        """Write the checkpoint; `average` holds what is exported."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "epoch": self.epoch,
            "count": self.count,
            "spent_s": self.spent_s,
            "recipe": dataclasses.asdict(self.recipe),
        }
        torch.save(state, self.out.with_suffix(".tmp"))
        self.out.with_suffix(".tmp").replace(self.out)

    def resume(self, start_from: Path | None) -> bool:
        """Go on with a run that was cut off, else begin from another checkpoint; false without either."""
        path = self.out if self.out.exists() else start_from
        if path is not None:
            self.load(path, weights_only=path is not self.out)
        return path is not None

    def load(self, path: Path, *, weights_only: bool) -> None:
        """Continue a run, or start a new one from the averaged weights of another."""
        state = torch.load(path, weights_only=True, map_location=self.recipe.device)
        added = self.average.load_state_dict(state["average"], strict=False).missing_keys
        if added:
            print(f"not in the checkpoint, as initialised: {', '.join(added)}", flush=True)
        if weights_only:
            self.model.load_state_dict(self.average.module.state_dict())
            return
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.epoch, self.count, self.spent_s = state["epoch"], state["count"], state["spent_s"]

    def _precision(self) -> torch.autocast:
        kind = getattr(torch, self.recipe.precision)
        return torch.autocast(self.recipe.device.split(":")[0], kind, enabled=kind != torch.float32)

    def _line(self, seen: list[dict[str, float]], number: int, start: float) -> str:
        means = {name: sum(s[name] for s in seen) / len(seen) for name in seen[0]}
        values = " ".join(f"{name} {value:.3f}" for name, value in means.items())
        return f"step {number}/{self.batches.per_epoch} {time.perf_counter() - start:.0f}s {values}"


SMALL, MIDDLE = (48, 40), (64, 52)
"""Height and width of the pictures a run begins with; `small_until` and `middle_until` say how long."""


def _groups(model: torch.nn.Module, decay: float) -> list[dict[str, Any]]:
    learned = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    heavy = [p for name, p in learned if p.ndim >= 2 and "words" not in name]
    light = [p for name, p in learned if p.ndim < 2 or "words" in name]
    return [{"params": heavy, "weight_decay": decay}, {"params": light, "weight_decay": 0.0}]


def prepare(options: argparse.Namespace, recipe: Recipe) -> Trainer:
    """Read the data and set up the run."""
    captioner, pixels = material(options, recipe.seed)
    teacher = Teacher(options.teacher)
    batches = Batches(
        captioner,
        pixels,
        lessons(captioner, teacher, recipe.taught, recipe.foreign, recipe.seed),
        tokenizer=teacher.tokenizer,
        batch=recipe.batch,
        seed=recipe.seed,
        hints=torch.from_numpy(np.load(options.hints)) if options.hints else None,
    )
    return Trainer(recipe, batches, teacher.static_table(256), options.out)


def main() -> None:
    """Train from the command line."""
    parser = arguments(__doc__, Recipe())
    parser.add_argument("--hints", type=Path, help="file written by fashion_search.training.hints")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    trainer = prepare(options, given(options))
    if not trainer.resume(options.start_from):
        trainer.warm_up_text()
    trainer.run()


if __name__ == "__main__":
    main()
