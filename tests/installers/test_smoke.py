"""The smoke test of a build says what failed, as one line, and fails."""

import os
from pathlib import Path

import pytest

import smoke as entry
from frozen import prelude
from proof import smoke

pytestmark = pytest.mark.skipif(os.name != "posix", reason="stand-ins for the programs are shell scripts")

SOUND = "cues: a, b, c, d, e, f, g, h, i, j\ntext in pictures: rapidocr\nmodel starter: sound\ngazetteer: sound"


def build(folder: Path, whence: str) -> Path:
    """A build whose command line is a shell script."""
    program = folder / "whence"
    program.write_text(f"#!/bin/sh\n{whence}\n")
    program.chmod(0o755)
    return folder


def tried(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The last line of trying a build that is not in order."""
    assert entry.main([str(folder), "--window", "none"]) == 1
    return capsys.readouterr().out.splitlines()[-1]


def test_a_folder_without_programs_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No such file" in tried(tmp_path, capsys)


def test_a_program_that_does_not_start_fails_with_its_last_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = build(tmp_path, "echo 'libGL.so.1: cannot open' >&2; exit 127")
    assert tried(folder, capsys) == "FAILED: whence doctor ended with 127: libGL.so.1: cannot open"


def test_a_build_without_its_cues_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "does not have its ten cues (cues: none)" in tried(build(tmp_path, "echo cues: none"), capsys)


def test_a_build_that_reads_no_text_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = build(tmp_path, f"echo '{SOUND.replace('rapidocr', 'no')}'")
    assert "does not say 'text in pictures: rapidocr'" in tried(folder, capsys)


def test_a_write_that_another_reader_does_not_find_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        """case "$1" in apply) echo '{"action": "exif"}';; *) echo '{"position": {"lat": 1.0, "lon": 2.0}}';; esac"""
    )
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(smoke.FailedError, match=r"Whence reads \(1\.0, 2\.0\) from the photo instead of"):
        smoke.write(smoke.Trial(build(tmp_path, script), tmp_path), tmp_path / "photo.jpg")


def test_an_undo_that_leaves_other_bytes_fails(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("changed")
    with pytest.raises(smoke.FailedError, match="did not give the same bytes back"):
        smoke.undo(smoke.Trial(build(tmp_path, "exit 0"), tmp_path), tmp_path / "photo.jpg", "0" * 64)


# --- what a frozen program gives back before it starts


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="a variable of Linux's loader")
def test_programs_that_are_started_from_a_frozen_one_load_the_libraries_of_the_system() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/whence/_internal", "SSL_CERT_FILE": "mine"}
    prelude.give_back(environment)
    assert environment == {"SSL_CERT_FILE": "mine"}
    environment = {"LD_LIBRARY_PATH": "/opt/whence/_internal", "LD_LIBRARY_PATH_ORIG": "/mine", "SSL_CERT_FILE": "x"}
    prelude.give_back(environment)
    assert environment == {"LD_LIBRARY_PATH": "/mine", "SSL_CERT_FILE": "x"}


def test_certificates_are_those_that_this_system_trusts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trusted.pem").write_text("")
    monkeypatch.setattr(prelude, "CERTIFICATES", (str(tmp_path / "missing"), str(tmp_path / "trusted.pem")))
    environment: dict[str, str] = {}
    prelude.give_back(environment)
    assert environment == {"SSL_CERT_FILE": str(tmp_path / "trusted.pem")}
