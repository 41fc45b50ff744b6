"""The manual page of the command line, made of the help that the command line itself gives.

A page says what ``whence COMMAND --help`` says, so the two cannot disagree.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click

from whence_engine.cli.main import whence

NAME = "tell where old photos were taken, offline"

EXIT_STATUS = (
    ("0", "Done."),
    ("1", "Some photos failed, each named with a reason, and the rest is done; or the work cannot be done."),
    ("2", "Wrong use."),
    ("130", "Interrupted; what is done is kept, and the next run goes on from there."),
)
ENVIRONMENT = (
    ("WHENCE_HOME", "One folder for the library, the cache and the settings, in place of the three below."),
    ("XDG_DATA_HOME", "Its folder whence holds the library, the ledger and installed models."),
    ("XDG_CACHE_HOME", "Its folder whence holds thumbnails."),
    ("XDG_CONFIG_HOME", "Its folder whence holds the settings."),
)
FILES = (
    ("~/.local/share/whence/library.sqlite", "What was found in the photos; it can be built again."),
    ("~/.local/share/whence/ledger.sqlite", "Decisions, and everything that was ever written; it cannot."),
    ("~/.config/whence/settings.toml", "Settings; it need not exist."),
)


def whence_page(version: str, epoch: int) -> str:
    """Return `whence.1`: the command and, in order, each of its commands.

    Parameters
    ----------
    version
        Of Whence.
    epoch
        The date of the page, in seconds since 1970.
    """
    root = click.Context(whence, info_name="whence", help_option_names=["-h", "--help"])
    lines = [
        f'.TH WHENCE 1 "{datetime.fromtimestamp(epoch, UTC):%Y-%m-%d}" "Whence {version}" "User Commands"',
        ".SH NAME",
        rf"whence \- {NAME}",
        ".SH SYNOPSIS",
        r".B whence",
        r"\fICOMMAND\fR [\fIOPTION\fR]... [\fIARGUMENT\fR]...",
        ".SH DESCRIPTION",
        *paragraphs(whence.help or ""),
        *options(root),
        ".SH COMMANDS",
    ]
    for context in commands(root):
        lines += section(context)
    for title, pairs in (("EXIT STATUS", EXIT_STATUS), ("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines += [f".SH {title}", *listed(pairs)]
    lines += [".SH SEE ALSO", r".BR whence\-desktop (1), exiftool (1)"]
    return "\n".join(lines) + "\n"


def commands(context: click.Context) -> Iterator[click.Context]:
    """Yield the context of each command below `context`, those of groups in place of the group."""
    group = context.command
    assert isinstance(group, click.Group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        below = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from commands(below)
        elif not command.hidden:
            yield below


def section(context: click.Context) -> list[str]:
    """Return what the page says of one command."""
    usage = " ".join(context.command.collect_usage_pieces(context))
    return [
        f".SS {roff(context.command_path)}",
        rf"\fB{roff(context.command_path)}\fR {roff(usage)}",
        *paragraphs(context.command.help or ""),
        *options(context),
    ]


def options(context: click.Context) -> list[str]:
    """Return the list of options of one command; that each has `--help` is said once, by the command of all."""
    of_help = context.command.get_help_option(context)
    told = [one for one in context.command.get_params(context) if one is not of_help or context.parent is None]
    records = (one.get_help_record(context) for one in told if isinstance(one, click.Option))
    return listed([record for record in records if record is not None])


def listed(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return a list of terms and what they mean."""
    return [line for term, meaning in pairs for line in (".TP", rf"\fB{roff(term)}\fR", *filled(meaning))]


def paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a docstring; one that begins with a line `\b` keeps its lines, as click does it."""
    lines = []
    for paragraph in re.split(r"\n\s*\n", textwrap.dedent(text).strip()):
        kept = paragraph.removeprefix("\b\n")
        lines.append(".PP")
        if kept == paragraph:
            lines += filled(paragraph)
        else:
            lines += [".nf", *(roff(line) or r"\&" for line in kept.splitlines()), ".fi"]
    return lines


def filled(text: str) -> list[str]:
    """Return running text, what stands between backticks in bold."""
    whole = roff(" ".join(text.split()))
    return [re.sub(r"`([^`]+)`", r"\\fB\1\\fR", whole)]


def roff(text: str) -> str:
    """Return `text` as roff shows it: nothing in it is a request, and a hyphen is one that can be copied."""
    escaped = text.replace("\\", r"\(rs").replace("-", r"\-")
    return rf"\&{escaped}" if escaped[:1] in {".", "'"} else escaped
