"""Library files as an older Whence made them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from whence_engine.library.database import Database, Schema


def tables(connection: sqlite3.Connection, database: str = "main") -> dict[str, list[str]]:
    """Table -> columns, in the order in which they were made; without what SQLite and the migrations keep there."""
    names = connection.execute(
        f"SELECT name FROM {database}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE '_sqlite%' ORDER BY rowid"
    )
    return {name: [row[1] for row in connection.execute(f"PRAGMA {database}.table_info({name})")] for (name,) in names}


def aged(path: Path, of: Schema, steps: int, to: Path) -> Path:
    """Copy a file's rows into one that an older Whence made, as far as it had tables and columns for them."""
    to.parent.mkdir(exist_ok=True)
    Database.open(to, Schema(of.name, of.application_id, of.steps[:steps], of.synchronous, of.cure)).close()
    with closing(sqlite3.connect(to, isolation_level=None)) as old:
        old.execute("ATTACH ? AS today", (str(path),))
        for table, columns in tables(old).items():
            listed = ", ".join(f'"{name}"' for name in columns)
            old.execute(f"DELETE FROM {table}")  # what triggers made of the rows before
            old.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM today.{table}")
    return to
