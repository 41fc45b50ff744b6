"""How paths are shown to people."""

from pathlib import Path


def spelled(path: Path) -> str:
    """Return a path as people write it: their own folder as `~`, and what is no text as escapes."""
    home = Path.home()
    text = str("~" / path.relative_to(home)) if path.is_relative_to(home) else str(path)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
