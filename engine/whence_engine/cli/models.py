"""`whence models`: which networks are there, and whether they are what their cards say."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from whence_engine.cli.group import Group
from whence_engine.cli.models_install import install
from whence_engine.cli.session import json_option, needs_no_library, say_json
from whence_engine.inference.bundle import Bundle, find_bundle, list_bundles, name_of
from whence_engine.inference.install import uninstall_bundle
from whence_engine.inference.verify import verify_bundle
from whence_engine.paths import folders


@click.group(cls=Group)
def models() -> None:
    """List, install, remove, check and describe model bundles."""


models.add_command(install)


@models.command(name="list")
@needs_no_library
@json_option
def list_models(as_json: bool) -> None:
    """List the bundles that `--model` can name."""
    for path in list_bundles(folders()):
        if as_json:
            say_json({"name": name_of(path), "path": str(path)})
        else:
            click.echo(f"{name_of(path):<20} {path}")


@models.command()
@click.argument("name")
@needs_no_library
def remove(name: str) -> None:
    """Remove an installed bundle; what it told of photos stays in the library."""
    uninstall_bundle(name, folders())
    click.echo(f"Removed {name}.", err=True)


@models.command()
@click.argument("name", default="starter")
@needs_no_library
def verify(name: str) -> int:
    """Check every file of a bundle against its card."""
    faults = verify_bundle(find_bundle(name, folders()))
    for fault in faults:
        click.echo(f"{fault.file}: {fault.reason}")
    if not faults:
        click.echo(f"{name}: every file is what its card says.")
    return 1 if faults else 0


@models.command()
@click.argument("name", default="starter")
@needs_no_library
@json_option
def info(name: str, as_json: bool) -> None:
    """Show a bundle's card: what it is for, what it learnt from, how well it does."""
    bundle = Bundle.open(find_bundle(name, folders()))
    card = json.loads(bundle.card.to_json())
    if as_json:
        say_json(card)
        return
    click.echo(f"{card['name']} {card['version']} ({card['kind']}), licence of the weights: {card['licence']}")
    click.echo(f"\n{card['intended_use']}\n\nLearnt from: {card['data']}")
    click.echo(f"\n{bundle.grid.cell_id.size} cells, embedding of {card['embedding_size']} numbers")
    for line in score_lines(card["scores"]):
        click.echo(line)


def score_lines(scores: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a card says was measured: a table of shares with their intervals, and the rest as it stands."""
    for name, value in scores.items():
        if name == "radii_km":
            continue
        if name != "share_within":
            yield f"{name.replace('_', ' ')}: {value if isinstance(value, str | int | float) else json.dumps(value)}"
            continue
        yield ""
        radii = [f"{radius:g} km" for radius in scores["radii_km"]]
        yield f"{'share within':<{_NAME_WIDTH}}" + "".join(f"{radius:>{_SHARE_WIDTH}}" for radius in radii)
        for what, shares in value.items():
            row = [share if isinstance(share, list) else [share] for share in shares]
            yield f"{what:<{_NAME_WIDTH}}" + "".join(f"{_percent(share):>{_SHARE_WIDTH}}" for share in row)
        yield ""


def _percent(share: Sequence[float]) -> str:
    """Return a share, and the interval behind it where there is one."""
    interval = f" ({100 * share[1]:.1f}-{100 * share[2]:.1f})" if len(share) == _WITH_INTERVAL else ""
    return f"{100 * share[0]:.1f} %{interval}"


_NAME_WIDTH, _SHARE_WIDTH = 28, 20
_WITH_INTERVAL = 3
