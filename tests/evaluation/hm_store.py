"""Make a store of the H&M half with the bundled model, for the scripts that measure on it.

    python tests/evaluation/hm_store.py --hm FOLDER --store STORE [--workers N]

The same call again brings the store up to date, as after a change of the model.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from hm_data import read_products

from fashion_search.ingest import ingest


def main() -> None:
    """Ingest, and say what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hm", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    photos = given.hm / "images_64x96.zip"
    print(ingest(read_products(given.hm), out=given.store, images=photos, workers=given.workers))


if __name__ == "__main__":
    main()
