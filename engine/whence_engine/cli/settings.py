"""`whence settings`: see and change what a person can change."""

import click

from whence_engine.cli.session import json_option, needs_no_library, say_json
from whence_engine.files import privacy
from whence_engine.paths import folders
from whence_engine.settings import declared, load, parse, store


@click.command(context_settings={"ignore_unknown_options": True})  # a zone in the south begins with "-"
@click.argument("name", required=False)
@click.argument("value", required=False)
@needs_no_library
@json_option
def settings(name: str | None, value: str | None, as_json: bool) -> None:
    """List the settings, show NAME, or set NAME to VALUE."""
    path = folders().settings
    if name is not None and value is not None:
        wanted = parse(name, value)
        if name == "privacy_zones":
            privacy.parse(wanted)
        if name == "model":
            _must_be_there(value)
        store(path, name, wanted)
    current = load(path)
    if name is not None and name not in declared():
        parse(name, "")
    for key, (help_text, _, _) in declared().items():
        if name not in {None, key}:
            continue
        now = getattr(current, key)
        if as_json:
            say_json({"name": key, "value": list(now) if isinstance(now, tuple) else now, "help": help_text})
        else:
            shown = "; ".join(now) if isinstance(now, tuple) else str(now).lower() if isinstance(now, bool) else now
            click.echo(f"{key} = {shown}\n    {help_text}")


def _must_be_there(model: str) -> None:
    """Refuse a model that no command could open."""
    from whence_engine.inference.bundle import find_bundle

    find_bundle(model, folders())
