"""Settings: declared once, kept as TOML, and never lost."""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.errors import SettingsError
from whence_engine.settings import Settings, declared, load, parse, store


def test_every_setting_has_a_sentence_of_help() -> None:
    assert [name for name, (help_text, _, _) in declared().items() if not help_text.endswith(".")] == []


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == Settings()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("threads", "3", 3),
        ("keep_mtime", "off", False),
        ("write", "sidecar", "sidecar"),
        ("privacy_zones", "48.1,11.5,2; 1,2,3,round", ("48.1,11.5,2", "1,2,3,round")),
    ],
)
def test_what_is_stored_is_read_back(tmp_path: Path, name: str, text: str, value: Any) -> None:
    path = tmp_path / "deep" / "settings.toml"
    store(path, name, parse(name, text))
    assert getattr(load(path), name) == value


@given(text=st.text())
def test_any_text_survives_the_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    store(path, "model", text)
    assert load(path).model == text


def test_a_line_of_a_newer_version_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('hologram = "on"\nthreads = 2\nsince = 2030-01-02\n"odd key" = 1.5\n[tiles]\nserver = "none"\n')
    before = tomllib.loads(path.read_text())
    store(path, "threads", 4)
    assert 'hologram = "on"' in path.read_text()
    assert tomllib.loads(path.read_text()) == before | {"threads": 4}
    assert load(path).threads == 4


@pytest.mark.parametrize(
    "line",
    [
        "threads = 'many'",
        "threads = -2",
        "privacy_zones = [1, 2]",
        "write = 'everywhere'",
        "threads = true",
        "not toml",
    ],
)
def test_a_broken_line_is_named_and_nothing_is_guessed(tmp_path: Path, line: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(line)
    with pytest.raises(SettingsError, match="Mend or remove"):
        load(path)


@pytest.mark.parametrize(
    ("name", "text"), [("threads", "x"), ("keep_mtime", "maybe"), ("write", "all"), ("colour", "red")]
)
def test_a_wrong_value_is_refused(name: str, text: str) -> None:
    with pytest.raises(SettingsError):
        parse(name, text)


def test_the_declaration_covers_every_field() -> None:
    assert list(declared()) == [f.name for f in fields(Settings)]
