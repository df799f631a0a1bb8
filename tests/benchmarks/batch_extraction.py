"""Scoring every answer beside three prompts for JSON: the same checkpoint, the same pictures, in turns.

    python tests/benchmarks/batch_extraction.py [LAYERS WIDTH HEADS]

The checkpoint has random weights, so that it writes as long as it may: 50 tokens for each prompt, no repair.
A picture is 64 tokens and the table of words has 49,280 rows, as in SmolVLM. Times are processor seconds of
one thread, which other work on the machine changes little.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))
from tiny_smolvlm import save_tiny_smolvlm

from fashion_search.batch.attributes.closed_vocabulary import ClosedVocabulary
from fashion_search.batch.attributes.json_prompts import JsonPrompts, prompt_for
from fashion_search.batch.attributes.smolvlm import Checkpoint
from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.types import Product

PICTURES, TURNS, NEW_TOKENS = 4, 3, 50


def asked() -> str:
    """Every word of both methods, so that words are tokens, as they are to a real checkpoint."""
    questions = [f"{one.question} Answers: {', '.join(one.choices)}." for one in VOCABULARY.attributes]
    prompts = [prompt_for(attributes) for attributes in VOCABULARY.groups.values()]
    return " ".join([*questions, *prompts])


def main() -> None:
    layers, width, heads = map(int, sys.argv[1:] or ("10", "576", "9"))
    torch.set_num_threads(1)
    dice = np.random.default_rng(6)
    shown = [Image.fromarray(dice.integers(0, 255, (80, 60, 3), dtype=np.uint8)) for _ in range(PICTURES)]
    products = [Product(product_id=str(number), article_type="Tshirts") for number in range(PICTURES)]
    with tempfile.TemporaryDirectory() as folder:
        save_tiny_smolvlm(
            Path(folder),
            layers=layers,
            width=width,
            heads=heads,
            side=128,
            text=asked(),
            tokens=4000,
            rows=49_280,
        )
        checkpoint = Checkpoint(model=folder, longest_edge=None, local_only=True, device="cpu")
        methods = {
            "closed vocabulary": ClosedVocabulary(checkpoint=checkpoint),
            "three prompts": JsonPrompts(checkpoint=checkpoint, max_new_tokens=NEW_TOKENS, repairs=0),
        }
        extractors = {name: method.load(VOCABULARY) for name, method in methods.items()}
    seconds: dict[str, list[float]] = {name: [] for name in extractors}
    for extractor in extractors.values():
        extractor.extract(shown[:1], products[:1])
    for _ in range(TURNS):
        for name, extractor in extractors.items():
            start = time.process_time()
            extractor.extract(shown, products)
            seconds[name].append(time.process_time() - start)
    rates = {name: 60 * PICTURES / float(np.median(found)) for name, found in seconds.items()}
    for name, rate in rates.items():
        print(f"{name:18} {rate:8.1f} products a minute of one processor")
    print(f"ratio {rates['closed vocabulary'] / rates['three prompts']:.2f}, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
