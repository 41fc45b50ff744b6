"""The report's page: plain pieces of HTML, put together."""

import html
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).with_name("page.html")

_FOCUS = ' class="focus"'


def page(title: str, meta: str, sections: Iterable[str]) -> str:
    """Return the whole page; `title` and `meta` are text, sections HTML."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=html.escape(title), meta=html.escape(meta), body="\n".join(sections)
    )


def section(title: str, *parts: str) -> str:
    """Return a section under its heading; parts are HTML."""
    return f"<section>\n<h2>{html.escape(title)}</h2>\n" + "\n".join(parts) + "\n</section>"


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph of text; `kind` is a class of the style sheet."""
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{_text(text)}</p>"


def picture(file: str, told: str, caption: str) -> str:
    """Return a picture that lies beside the page; `told` says what it shows to whoever cannot see it."""
    return (
        f'<figure><img src="{html.escape(file)}" alt="{html.escape(told)}" loading="lazy">'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def gallery(files: Sequence[tuple[str, str]]) -> str:
    """Return small pictures in a row, each with its caption."""
    return '<div class="photos">' + "".join(picture(file, text, text) for file, text in files) + "</div>"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], caption: str, focus: str = "") -> str:
    """Return a table of text cells.

    A cell like "12.3 [4.5, 20.1]" shows its interval below, smaller; the row whose first cell is `focus` stands out.
    """
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in header)
    body = "\n".join(
        f"<tr{_FOCUS if focus and row[0] == focus else ''}>{''.join(_cell(text) for text in row)}</tr>" for row in rows
    )
    return (
        f"<table><caption>{html.escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table>"
    )


def command(line: str) -> str:
    """Return a command line."""
    return f"<p><code>{html.escape(line)}</code></p>"


def terms(pairs: Sequence[tuple[str, str]]) -> str:
    """Return a list of terms and what they mean."""
    return "<dl>" + "".join(f"<dt>{html.escape(a)}</dt><dd>{html.escape(b)}</dd>" for a, b in pairs) + "</dl>"


def _text(text: str) -> str:
    """Escape, and keep numbers and their units on one line."""
    escaped = html.escape(text)
    for unit in ("%", "km"):
        escaped = escaped.replace(f" {unit}", f"&nbsp;{unit}")
    return escaped


def _cell(text: str) -> str:
    value, bracket, interval = text.partition(" [")
    small = f"<small>{html.escape(bracket.strip() + interval)}</small>" if bracket else ""
    return f"<td>{html.escape(value)}{small}</td>"
