"""Near-duplicates: which copies are found, which different photos are taken for one, and how long the search takes.

Usage: ``python tests/bench/duplicates.py PHOTOS [--photos N]`` with a folder of photos. Copies of up to N photos are
made by encoding again, reducing and trimming; every pair of different photos is compared too. The search is then timed
on fingerprints made up in growing numbers, beside comparing every pair.
"""

import argparse
import io
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_training.data.decode import UndecodableError, decode
from whence_training.data.duplicates import COARSE_BITS, FINE_BITS, groups
from whence_training.data.fingerprints import VIEWS, WORDS, fingerprint

Change = Callable[[Image.Image], Image.Image]


def encoded(quality: int) -> Change:
    """Encode again."""

    def change(image: Image.Image) -> Image.Image:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        return Image.open(out).convert("RGB")

    return change


def scaled(share: float) -> Change:
    """Make smaller."""
    return lambda image: image.resize([max(8, round(edge * share)) for edge in image.size], Image.Resampling.BICUBIC)


def trimmed(left: float, top: float, right: float, bottom: float) -> Change:
    """Cut shares off the edges."""

    def change(image: Image.Image) -> Image.Image:
        width, height = image.size
        box = (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
        return image.crop([round(edge) for edge in box])  # type: ignore[arg-type]

    return change


CHANGES: dict[str, Change] = {
    "JPEG, quality 40": encoded(40),
    "half the size": scaled(0.5),
    "a quarter of the size, quality 70": lambda image: encoded(70)(scaled(0.25)(image)),
    "1 % off each edge": trimmed(0.01, 0.01, 0.01, 0.01),
    "2 % off each edge": trimmed(0.02, 0.02, 0.02, 0.02),
    "3 % off one edge": trimmed(0.03, 0, 0, 0),
    "5 % off one edge": trimmed(0.05, 0, 0, 0),
    "15 % brighter": lambda image: image.point(lambda value: min(255, round(1.15 * value))),
}


def bits(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Coarse and fine bits that differ between the two views that are most alike: [..., V, WORDS] -> int64 [...]."""
    differing = np.bitwise_count(one[..., :, None, :] ^ other[..., None, :, :]).astype(np.int64)
    coarse, fine = differing[..., 0], differing[..., 1:].sum(axis=-1)
    coarse, fine = (part.reshape(*part.shape[:-2], -1) for part in (coarse, fine))
    best = fine.argmin(axis=-1)[..., None]
    return tuple(np.take_along_axis(part, best, axis=-1)[..., 0] for part in (coarse, fine))  # type: ignore[return-value]


def near(coarse: NDArray[np.int64], fine: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The rule."""
    return np.asarray((coarse <= COARSE_BITS) & (fine <= FINE_BITS))


def copies(photos: list[Image.Image]) -> None:
    """Print the share of copies that are found."""
    whole = np.stack([fingerprint(photo) for photo in photos])
    for name, change in CHANGES.items():
        coarse, fine = bits(whole, np.stack([fingerprint(change(photo)) for photo in photos]))
        print(
            f"{name}: {100 * near(coarse, fine).mean():.1f} % found; bits that differ, median and 99 %: "
            f"{np.median(coarse):.0f}, {np.quantile(coarse, 0.99):.0f} of 64; "
            f"{np.median(fine):.0f}, {np.quantile(fine, 0.99):.0f} of 256"
        )
    left, right = np.triu_indices(len(photos), 1)
    coarse, fine = bits(whole[left], whole[right])
    nearest = ", ".join(map(str, np.sort(fine)[:5].tolist()))
    print(
        f"{len(left):,} pairs of different photos: {int(near(coarse, fine).sum())} taken for one; the nearest differ "
        f"in {nearest} of 256 bits"
    )


def speed(count: int) -> None:
    """Print how long the search takes on made-up fingerprints, one in ten of them a near-duplicate of another."""
    rng = np.random.default_rng(0)
    prints = rng.integers(0, 2**64, (count, VIEWS, WORDS), dtype=np.uint64)
    made = rng.choice(count // 2, count // 10, replace=False)
    flips = np.uint64(1) << rng.integers(0, 64, (len(made), VIEWS, WORDS, 3)).astype(np.uint64)
    prints[count // 2 : count // 2 + len(made)] = prints[made] ^ np.bitwise_xor.reduce(flips, axis=-1)
    start = time.perf_counter()
    found = groups(prints)
    took = time.perf_counter() - start
    start = time.perf_counter()
    for one in prints[:200]:
        near(*bits(prints[:2000], one))
    pairwise = (time.perf_counter() - start) / (200 * 2000) * count * (count - 1) / 2
    print(
        f"{count:,} photos: {took:.1f} s, every planted duplicate found: {count - found.max() - 1 == len(made)}; "
        f"comparing every pair would take {pairwise:,.0f} s, {pairwise / took:,.0f} times as long"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=1000)
    arguments = parser.parse_args()
    paths = sorted(path for path in arguments.folder.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    np.random.default_rng(0).shuffle(paths)
    photos = []
    for path in paths[: arguments.photos]:
        try:
            photos.append(decode(path.read_bytes(), 256))
        except UndecodableError:
            continue
    print(f"{len(photos)} photos of {arguments.folder}")
    copies(photos)
    for count in (10_000, 100_000, 300_000):
        speed(count)


if __name__ == "__main__":
    main()
