"""A group of commands as a newcomer meets it: whole sentences in its list, and a guess at what was mistyped."""

import re
from pathlib import Path

import click

_SENTENCE_END = re.compile(r"(?<!\.)\.(?: |$)")  # a list that goes on, as in PATH..., ends none


class Group(click.Group):
    """A group whose list cuts no sentence short, and which says what an unknown command may have meant."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first sentence of their help, wrapped where click would cut it."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, _first_sentence(command.help or "")) for name, command in commands if command is not None]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; where there is none of that name, say which one is near."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(error.message + self._guess(ctx, args[0]), ctx=error.ctx) from error

    def _guess(self, ctx: click.Context, typed: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(typed, self.list_commands(ctx), n=1)
        if near:
            return f" Did you mean {near[0]!r}?"
        if "locate" in self.list_commands(ctx) and Path(typed).exists():
            return f" To ask where photos were taken: {ctx.command_path} locate {typed}"
        return ""


def _first_sentence(text: str) -> str:
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return _SENTENCE_END.split(paragraph, maxsplit=1)[0]
