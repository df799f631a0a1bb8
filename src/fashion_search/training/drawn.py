"""Products drawn by the package itself, so that the model also knows the demo catalogue's style.

`python -m fashion_search.training.drawn OUT.npz --count 1500 --seeds 101 102` draws them once. The demo's own
seed is refused: what it shows must stay unseen.
"""

import argparse
import io
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from fashion_search.training.catalogue import FIELDS, Catalogue
from fashion_search.training.photos import fit

DEMO_SEED = 7


def draw(count: int, seeds: list[int], out: Path) -> None:
    """Draw `count` products per seed and write titles, labels and fitted photos."""
    from fashion_search.demo import draw_catalog

    if DEMO_SEED in seeds:
        raise ValueError(f"seed {DEMO_SEED} is the demo's own; training must not see it")
    shops = [draw_catalog(count, seed) for seed in seeds]
    products = [(shop, product) for shop in shops for product in shop.products]
    photos = np.stack([fit(Image.open(io.BytesIO(shop.picture(p.product_id)))) for shop, p in products])
    columns = {name: np.array([getattr(p, name) or "" for _, p in products]) for name in FIELDS}
    titles = np.array([product.product_display_name for _, product in products])
    stored: dict[str, Any] = {"photos": photos, "titles": titles, **columns}
    np.savez(out, **stored)


def with_drawn(catalogue: Catalogue, pixels: torch.Tensor, drawn: Path) -> tuple[Catalogue, torch.Tensor]:
    """The catalogue with drawn products after the real ones."""
    with np.load(drawn) as stored:
        titles = stored["titles"].tolist()
        columns = {name: [*catalogue.columns[name], *stored[name].tolist()] for name in FIELDS}
        photos = torch.from_numpy(stored["photos"])
    ids = [*catalogue.product_ids, *(f"drawn-{number}" for number in range(len(titles)))]
    return Catalogue(ids, [*catalogue.titles, *titles], columns), torch.cat([pixels, photos])


def main() -> None:
    """Draw from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102])
    options = parser.parse_args()
    draw(options.count, options.seeds, options.out)


if __name__ == "__main__":
    main()
