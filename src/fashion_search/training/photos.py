"""Photos decoded once into one array on disk, fitted exactly as the exported preprocessing will fit them.

`python -m fashion_search.training.photos ARCHIVE.zip IDS.csv OUT.npy` does it for a whole archive.
"""

import argparse
import csv
import io
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

HEIGHT, WIDTH = 80, 64
"""What the image tower sees; a 60x80 catalogue photo fits without resampling."""

Photos = NDArray[np.uint8]


def fit(photo: Image.Image, height: int = HEIGHT, width: int = WIDTH) -> Photos:
    """The whole photo, aspect kept, centred on white: open_clip's `resize_mode="longest"`."""
    photo = photo.convert("RGB")
    scale = min(height / photo.height, width / photo.width)
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    if size != photo.size:
        photo = photo.resize(size, Image.Resampling.BICUBIC)
    canvas = np.full((height, width, 3), 255, np.uint8)
    top, left = (height - size[1]) // 2, (width - size[0]) // 2
    canvas[top : top + size[1], left : left + size[0]] = np.asarray(photo)
    return canvas


def decode_archive(archive: Path, product_ids: list[str], out: Path) -> None:
    """Write `out` (photos in the order of the ids) and `out` with `_ok` (which ids had one)."""
    photos = np.full((len(product_ids), HEIGHT, WIDTH, 3), 255, np.uint8)
    found = np.zeros(len(product_ids), bool)
    with zipfile.ZipFile(archive) as files:
        by_name = {Path(name).stem: name for name in files.namelist()}
        for row, product_id in enumerate(product_ids):
            if product_id in by_name:
                photos[row] = fit(Image.open(io.BytesIO(files.read(by_name[product_id]))))
                found[row] = True
    np.save(out, photos)
    np.save(found_path(out), found)


def found_path(photos: Path) -> Path:
    """Where the array that says which products have a photo lies."""
    return photos.with_name(photos.stem + "_ok.npy")


def main() -> None:
    """Decode an archive from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("table", type=Path, help="CSV whose column `id` or `article_id` names the photos")
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    with options.table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    column = "id" if "id" in rows[0] else "article_id"
    decode_archive(options.archive, [row[column] for row in rows], options.out)


if __name__ == "__main__":
    main()
