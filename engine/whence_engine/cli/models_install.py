"""`whence models install`: a bundle that lies on this computer, or a published one by name, fetched when asked."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from whence_engine.cli.session import needs_no_library, printable
from whence_engine.errors import UsageError
from whence_engine.inference.bundle import name_of
from whence_engine.inference.geoclip import LICENCE, NAME, Part, Variant
from whence_engine.inference.geoclip_install import (
    REPOSITORY,
    Plan,
    install_from_folder,
    install_from_hub,
    make_plan,
)
from whence_engine.inference.hub import Hub
from whence_engine.inference.install import install_bundle
from whence_engine.paths import Folders, folders

HUB = "https://huggingface.co"
"""The public model hub. No other code of the program knows an address."""

_EIGHT_BITS = "about 350 MB"
_SIZES = {
    Variant.QUANTIZED: _EIGHT_BITS,
    Variant.INT8: _EIGHT_BITS,
    Variant.UINT8: _EIGHT_BITS,
    Variant.Q4: f"less than the {_EIGHT_BITS} of 8 bits",
    Variant.FP16: f"twice the {_EIGHT_BITS} of 8 bits",
    Variant.FULL: f"four times the {_EIGHT_BITS} of 8 bits",
}

_OPEN = "The source is not encrypted: who sits between you and it could send you something else."


@click.command()
@click.argument("model", metavar=f"{NAME}|FOLDER|FILE.whence")
@click.option("--yes", is_flag=True, help="Do not ask before the download.")
@click.option(
    "--variant",
    type=click.Choice([str(variant) for variant in Variant]),
    default=str(Variant.QUANTIZED),
    show_default=True,
    help=f"Of {NAME}: how its weights are stored. full is four times as large as the 8-bit ones.",
)
@click.option(
    "--from",
    "local",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=f"Of {NAME}: folder with the published files; no connection is opened.",
)
@click.option("--source", default=HUB, show_default=True, help=f"Of {NAME}: the hub or mirror that it is fetched from.")
@click.option("--revision", default="main", show_default=True, help=f"Of {NAME}: branch, tag or commit.")
@needs_no_library
def install(model: str, variant: str, local: Path | None, source: str, revision: str, *, yes: bool) -> None:
    """Install a model, so that `--model` finds it by name.

    A folder or file is a bundle on this computer: it is checked and copied. The name geoclip is a published model that
    knows places all over the world; it is fetched from the public model hub after you were told its size, licence and
    source, and agreed. This is the only command that opens a connection, and it sends nothing but the names of the
    model's files.
    """
    where = folders()
    if model != NAME:
        if not Path(model).exists():
            raise UsageError(f"There is no {printable(Path(model))}: name a bundle's folder or file, or {NAME}.")
        installed = name_of(install_bundle(Path(model), where))
    else:
        installed = NAME
        if local is not None:
            show(install_from_folder(local, Variant(variant), where))
        else:
            _fetch(Hub(source), Variant(variant), revision, where, yes=yes)
    click.echo(
        f"Installed; use it with: whence locate PATH... --model {installed}\n"
        f"or from now on:         whence settings model {installed}",
        err=True,
    )


def _fetch(hub: Hub, variant: Variant, revision: str, where: Folders, *, yes: bool) -> None:
    """Ask a person, then the hub; and the person again where the hub states another licence than is known."""
    if not yes:
        click.echo(_announced(hub, variant), err=True)
        click.confirm("Connect, fetch and install it?", abort=True, err=True)
    plan = make_plan(hub, variant, where, revision)
    click.echo(described(plan), err=True)
    if not yes and plan.licence.casefold() != LICENCE.casefold():
        click.confirm(f"The source states another licence than {LICENCE}. Go on?", abort=True, err=True)
    show(install_from_hub(plan, where))


def _announced(hub: Hub, variant: Variant) -> str:
    """Return what is known before any connection is opened."""
    lines = [
        f"GeoCLIP (NeurIPS 2023) in ONNX, variant {variant}, would be fetched from {hub.address}/{REPOSITORY}.",
        f"Licence {LICENCE}; {_SIZES[variant]} to fetch. Nothing but the names of its files is sent.",
    ]
    return "\n".join(lines if hub.encrypted else [*lines, _OPEN])


def described(plan: Plan) -> str:
    """Return what a person should know before the download begins."""
    there = f", {plan.there_bytes / 1e6:.0f} MB of them already here" if plan.there_bytes else ""
    lines = [
        f"GeoCLIP (NeurIPS 2023) in ONNX, variant {plan.variant}: tells places all over the world by likeness.",
        f"  source    {plan.source}",
        f"            commit {plan.revision}",
        f"  licence   {plan.licence}, as the source states it",
        f"  download  {plan.total_bytes / 1e6:.0f} MB{there}; every file is checked against its hash at the source",
        f"  disk      {plan.installed_bytes / 1e6:.0f} MB in the end",
        "Its chances are published ones, not fitted to photos like yours. Not for finding out where other people were.",
    ]
    if not plan.hub.encrypted:
        lines.append(_OPEN)
    return "\n".join(lines)


def show(parts: Iterable[Part]) -> None:
    """Work through what has several parts: a bar for each on a terminal, else a line when it begins."""
    bar: tqdm[NoReturn] | None = None
    what = ""
    try:
        for part in parts:
            if part.what != what:
                what = part.what
                if bar is not None:
                    bar.close()
                if sys.stderr.isatty():
                    bar = tqdm(
                        total=part.total,
                        desc=what,
                        unit=part.unit,
                        unit_scale=True,
                        file=sys.stderr,
                        dynamic_ncols=True,
                    )
                else:
                    size = f"{part.total / 1e6:.0f} MB" if part.unit == "B" else f"{part.total} {part.unit}"
                    click.echo(f"{what}: {size}", err=True)
            if bar is not None:
                bar.update(part.done - bar.n)
    finally:
        if bar is not None:
            bar.close()
