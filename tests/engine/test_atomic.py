"""A file is replaced whole or not at all, and keeps everything that hangs on it."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tiff_blocks import Made, jpeg

from whence_engine.errors import ChangedError, PhotoError, StorageError, UnreadableError, WriteRefusedError
from whence_engine.files import atomic, write
from whence_engine.files.atomic import stage, stage_new
from whence_engine.files.change import Edit, Placement
from whence_engine.files.original import Original

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX file attributes")
EDIT = Edit(Placement(48.8566, 2.3522))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg(Made().block()))
    os.utime(path, ns=(1_000_000_000_123_456_789, 1_100_000_000_123_456_789))
    return path


def put(path: Path, new: bytes = b"new") -> None:
    with Original(path) as original:
        staged = stage(original, [new], mtime_ns=original.status.st_mtime_ns)
        try:
            staged.flush()
            staged.put()
        finally:
            staged.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_the_copy_takes_the_place_and_leaves_nothing_behind(photo: Path) -> None:
    put(photo)
    assert photo.read_bytes() == b"new"
    assert names(photo.parent) == ["photo.jpg"]


@posix
def test_mode_and_modification_time_are_kept(photo: Path) -> None:
    photo.chmod(0o640)
    before = photo.stat()
    put(photo)
    after = photo.stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert after.st_mtime_ns == before.st_mtime_ns
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes through os are Linux's")
def test_extended_attributes_and_access_lists_are_kept(photo: Path) -> None:
    access = b"\2\0\0\0" + b"".join(  # an ACL: owner, user 4242, group, mask, others
        tag.to_bytes(2, "little") + b"\6\0" + who.to_bytes(4, "little")
        for tag, who in ((1, 2**32 - 1), (2, 4242), (4, 2**32 - 1), (16, 2**32 - 1), (32, 2**32 - 1))
    )
    try:
        os.setxattr(photo, "user.rating", b"5")
        os.setxattr(photo, "system.posix_acl_access", access)
    except OSError:
        pytest.skip("this file system has no extended attributes")
    put(photo)
    assert os.getxattr(photo, "user.rating") == b"5"
    assert os.getxattr(photo, "system.posix_acl_access") == access


@posix
def test_the_owner_is_kept_or_the_write_refused(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.getuid() == 0:
        os.chown(photo, 4242, 4242)
        put(photo)
        assert photo.stat().st_uid == 4242
        os.chown(photo, 4243, 4243)
    monkeypatch.setattr(os, "fchown", refuse(errno.EPERM))
    if os.getuid() == 0:
        with pytest.raises(WriteRefusedError, match="owner"):
            put(photo)
        assert names(photo.parent) == ["photo.jpg"]


@posix
def test_a_link_is_followed_and_stays_a_link(photo: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.jpg"
    link.parent.mkdir()
    link.symlink_to(photo)
    put(link)
    assert link.is_symlink()
    assert photo.read_bytes() == b"new"
    assert names(link.parent) == ["link.jpg"]


@posix
def test_hard_links_are_refused_or_broken_as_the_setting_says(photo: Path) -> None:
    twin = photo.with_name("twin.jpg")
    twin.hardlink_to(photo)
    with Original(photo) as original, pytest.raises(WriteRefusedError, match="hard links"):
        write.into_file(original, EDIT)
    with Original(photo) as original:
        staged, _ = write.staged_copy(write.into_file(original, EDIT, hard_links="break"))
        staged.put()
        staged.close()
    assert write.position_in(photo.read_bytes()) is not None
    assert write.position_in(twin.read_bytes()) is None


def test_a_write_protected_file_is_refused(photo: Path) -> None:
    photo.chmod(0o444)
    with Original(photo) as original, pytest.raises(WriteRefusedError, match="write-protected"):
        write.into_file(original, EDIT)


@pytest.mark.parametrize("how", ["rewritten", "replaced", "gone"])
def test_a_file_that_changed_meanwhile_is_left_alone(photo: Path, how: str) -> None:
    with Original(photo) as original:
        staged = stage(original, [b"new"], mtime_ns=None)
        if how == "rewritten":
            photo.write_bytes(b"edited by someone else")
        elif how == "replaced":
            photo.with_name("x").write_bytes(b"edited by someone else")
            photo.with_name("x").replace(photo)
        else:
            photo.unlink()
        with pytest.raises(ChangedError):
            staged.put()
        staged.close()
    assert how == "gone" or photo.read_bytes() == b"edited by someone else"
    assert names(photo.parent) == ([] if how == "gone" else ["photo.jpg"])


@posix
def test_two_processes_cannot_write_the_same_file(photo: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from whence_engine.files.atomic import Original\n"
        "Original(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, photo], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(WriteRefusedError, match="another program is writing it"):
            Original(photo)
        assert other.stdin is not None
        other.stdin.close()
        other.wait(30)
    put(photo)


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(atomic.__file__).parents[2])}


def refuse(number: int):  # type: ignore[no-untyped-def] # noqa: ANN201
    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.parametrize("function", ["write", "fchmod", "utime", "replace", "fsync"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
def test_what_the_system_refuses_becomes_one_of_our_errors_and_no_litter(
    photo: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int
) -> None:
    before = photo.read_bytes()
    monkeypatch.setattr(os, function, refuse(number))
    with pytest.raises((StorageError, PhotoError)):
        put(photo)
    assert photo.read_bytes() == before
    assert names(photo.parent) == ["photo.jpg"]


def test_a_write_that_takes_several_calls_is_completed(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: whole(descriptor, bytes(data)[:100]))
    put(photo, b"0123456789" * 100)
    assert photo.read_bytes() == b"0123456789" * 100


@posix
@pytest.mark.parametrize("what", ["folder", "pipe", "missing", "dangling link"])
def test_only_regular_files_are_opened(tmp_path: Path, what: str) -> None:
    path = tmp_path / "odd"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "dangling link":
        path.symlink_to("nowhere")
    with pytest.raises(UnreadableError):
        Original(path)


def test_a_new_file_never_takes_the_place_of_one_that_appeared(photo: Path) -> None:
    target = photo.with_name("photo.jpg.xmp")
    staged = stage_new(photo, target, [b"ours"])
    target.write_bytes(b"theirs")
    with pytest.raises(ChangedError, match="appeared"):
        staged.put()
    staged.close()
    assert target.read_bytes() == b"theirs"
    assert names(photo.parent) == ["photo.jpg", "photo.jpg.xmp"]


@posix
def test_leftovers_of_killed_processes_are_removed_and_those_of_living_ones_stay(photo: Path) -> None:
    left = photo.with_name(".whence-0123456789abcdef.part")
    left.write_bytes(b"half")
    others = [photo.with_name(name) for name in (".whence-0123.part", "whence-0123456789abcdef.part", ".tmp.part")]
    for other in others:
        other.write_bytes(b"not ours")
    with Original(photo) as original:
        staged = stage(original, [b"new"], mtime_ns=None)
        assert atomic.remove_leftovers(photo.parent) == 1
        assert not left.exists()
        assert all(other.exists() for other in others)
        staged.put()
        staged.close()
    assert photo.read_bytes() == b"new"


def test_leftovers_in_a_folder_that_is_gone_are_no_error(tmp_path: Path) -> None:
    assert atomic.remove_leftovers(tmp_path / "gone") == 0
