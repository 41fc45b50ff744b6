"""Whence on the desktop: a PySide6 front end that decides nothing that the engine could decide."""
