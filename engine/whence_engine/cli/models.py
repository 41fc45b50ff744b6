"""`whence models`: which networks are there, and whether they are what their cards say."""

import json

import click

from whence_engine.cli.models_install import install
from whence_engine.cli.session import json_option, needs_no_library, say_json
from whence_engine.inference.bundle import Bundle, find_bundle, list_bundles, name_of
from whence_engine.inference.install import uninstall_bundle
from whence_engine.inference.verify import verify_bundle
from whence_engine.paths import folders


@click.group()
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
    click.echo(f"\nFor: {card['intended_use']}\n\nData: {card['data']}")
    click.echo(f"\n{bundle.grid.cell_id.size} cells, embedding of {card['embedding_size']} numbers")
    click.echo(json.dumps(card["scores"], indent=2))
