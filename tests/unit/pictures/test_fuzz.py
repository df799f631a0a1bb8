"""2,000 mutated pictures: each is decoded or refused with our error, in bounded memory, without a warning."""

import json
import random
import struct
import subprocess
import sys
import warnings
from collections import Counter
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_search.errors import InvalidImageError
from fashion_search.pictures import decode

COUNT = 2_000
MEMORY_MB = 700


def originals(rng):
    blocks = np.random.default_rng(5).integers(0, 256, (8, 6, 3), dtype=np.uint8)
    scene = Image.fromarray(blocks).resize((60, 80), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[274] = 6
    frames = {"save_all": True, "append_images": [scene.rotate(90)], "duration": 50}
    variants = [
        ("JPEG", "RGB", {"exif": exif}), ("JPEG", "RGB", {"progressive": True}), ("JPEG", "CMYK", {}),
        ("JPEG", "L", {}), ("PNG", "RGBA", {}), ("PNG", "P", {}), ("PNG", "RGB", frames), ("PNG", "1", {}),
        ("WEBP", "RGB", {}), ("WEBP", "RGBA", {"lossless": True}), ("WEBP", "RGB", frames), ("GIF", "P", {}),
        ("GIF", "RGB", frames), ("BMP", "RGB", {}), ("BMP", "P", {}), ("TIFF", "RGB", {"exif": exif}),
        ("TIFF", "RGB", {"compression": "tiff_lzw"}), ("TIFF", "1", {"compression": "group4"}),
        ("TIFF", "CMYK", {"compression": "jpeg"}), ("TIFF", "F", {}),
    ]  # fmt: skip
    for name, mode, options in variants:
        buffer = BytesIO()
        scene.convert(mode).save(buffer, name, **options)
        yield buffer.getvalue()


def truncate(data, rng):
    return data[: rng.randrange(len(data))]


def flip_bits(data, rng):
    out = bytearray(data)
    for _ in range(rng.choice([1, 3, 20])):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def flip_header_bits(data, rng):
    return flip_bits(data[:64], rng) + data[64:]


def change_magic(data, rng):
    magic = rng.choice(
        [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0" * 8]
    )
    return magic + data[len(magic) :]


def enlarge(data, rng):
    """Write a huge number over a place that often holds a dimension."""
    at = {b"\x89P": 16, b"GI": 6, b"BM": 18, b"RI": 24, b"II": 10, b"\xff\xd8": data.find(b"\xff\xc0") + 5}
    start = at.get(data[:2], 16) + rng.choice([0, 2, 4])
    return (
        data[:start]
        + struct.pack(rng.choice(["<I", ">I", "<H", ">H"]), rng.choice([65_535, 32_000, 9_000]))
        + data[start + 4 :]
    )


def splice(data, rng):
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randrange(1, 64)) + data[at:]


def run(count):
    rng = random.Random(20_26)
    pictures = list(originals(rng))
    changes = [truncate, flip_bits, flip_header_bits, change_magic, enlarge, splice]
    outcomes = Counter()
    for number in range(count):
        data = changes[number % len(changes)](pictures[number // len(changes) % len(pictures)], rng)
        try:
            image = decode(data, **rng.choice([{}, {"min_side": 20}, {"max_side": 30}]))
            outcomes["decoded" if image.mode == "RGB" else "wrong mode"] += 1
        except InvalidImageError:
            outcomes["refused"] += 1
    return outcomes


def main():
    warnings.simplefilter("error")
    outcomes = run(COUNT)
    peak_mb = peak_memory_mb()
    print(json.dumps({"peak_mb": peak_mb, **outcomes}))


def peak_memory_mb() -> float:
    """The most memory this process had; what its parent had at the fork does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak memory from /proc")
def test_every_mutated_picture_is_decoded_or_refused_and_the_process_survives():
    command = [sys.executable, "-W", "error", str(Path(__file__))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["decoded"] + told["refused"] == COUNT
    assert min(told["decoded"], told["refused"]) > COUNT / 10
    assert told["peak_mb"] < MEMORY_MB


if __name__ == "__main__":
    main()
