"""Commands that make bundles or change their cards; they import what they run, as all commands do."""

from pathlib import Path
from typing import Any

import click

from whence_engine.inference.geoclip import Variant
from whence_engine.paths import folders

_DATA = click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
    help="Data folder.",
)  # fmt: skip
_CACHE = click.option(
    "--cache", type=click.Path(file_okay=False, path_type=Path), show_default="training/ in Whence's cache folder",
    default=lambda: folders().cache / "training", help="Where decoded pixels are kept between runs.",
)  # fmt: skip
_WORKERS = click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes.")


@click.group()
def convert() -> None:
    """Make bundles of models that others have published."""


@convert.command()
@click.option(
    "--from", "source", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
    help="Folder with the published files, laid out as their repository is.",
)  # fmt: skip
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Bundle to write.")
@click.option(
    "--variant", type=click.Choice([str(variant) for variant in Variant]), default=str(Variant.QUANTIZED),
    show_default=True, help="How the weights of the vision network are stored.",
)  # fmt: skip
def geoclip(source: Path, output: Path, variant: str) -> None:
    """Make a bundle of GeoCLIP's published ONNX files; `whence models install geoclip` does this for a user."""
    from whence_training.convert import convert_geoclip  # noqa: PLC0415

    for line in convert_geoclip(source, output, Variant(variant)):
        print(line, flush=True)


@click.command()
@_DATA
@_CACHE
@_WORKERS
@click.option(
    "--bundle", type=click.Path(exists=True, path_type=Path), required=True, help="Bundle folder, an installed one too."
)
def trust(data: Path, cache: Path, workers: int, bundle: Path) -> None:
    """Fit how far a bundle is to be believed on the validation side, and write it into the bundle's card."""
    from whence_training.bundle_trust import fit_and_write  # noqa: PLC0415

    for line in fit_and_write(data, cache, bundle, workers):
        print(line, flush=True)


@click.command()
@click.option(
    "--image", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
    help="Finished run of fit-image.",
)  # fmt: skip
@click.option(
    "--album", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Finished run of fit-album, on embeddings of that image network.",
)  # fmt: skip
@_DATA
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Bundle to write.")
@click.option(
    "--precision", type=click.Choice(["auto", "int8", "float16", "float32"]), default="auto", show_default=True,
    help="Of the image network's weights; auto takes the smallest that measures no worse on the validation side.",
)  # fmt: skip
@click.option("--name", default="own", show_default=True, help="Under which it will be installed.")
@click.option("--version", default="1", show_default=True, help="For the card.")
@click.option("--licence", default="not stated", show_default=True, help="Of the weights, for the card.")
@_CACHE
@_WORKERS
def export(*, precision: str, **order: Any) -> None:
    """Make a bundle that the engine runs out of finished runs; every graph is compared with PyTorch on real photos."""
    from whence_training.export_bundle import Order, export_bundle  # noqa: PLC0415
    from whence_training.precision import Precision  # noqa: PLC0415

    for line in export_bundle(Order(**order, precision=None if precision == "auto" else Precision(precision))):
        print(line, flush=True)


COMMANDS: tuple[click.Command, ...] = (export, convert, trust)
"""What `python -m whence_training` takes from here."""
