"""What there is to do beside the window: the engine's generators, each on a library of its own."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from whence_desktop.jobs.runner import Job
from whence_desktop.session import Session
from whence_engine.events import Event
from whence_engine.library.finder import Finder
from whence_engine.library.sought import Sought


def locate(session: Session, roots: Sequence[Path], name: str) -> Job:
    """Scan folders and bring the candidates of their photos up to date; yields the pipeline's events."""

    def begin() -> Iterator[Event]:
        from whence_engine.cues.registry import load_cues  # noqa: PLC0415 - the window opens without it
        from whence_engine.inference.bundle import Bundle, find_bundle  # noqa: PLC0415
        from whence_engine.pipeline import Pipeline  # noqa: PLC0415

        bundle = Bundle.open(find_bundle(session.settings.model, session.folders))
        with session.open_library() as library:
            yield from Pipeline(library, bundle, load_cues(), session.settings).run(roots, now=datetime.now())

    return Job(name, begin, tuple(roots))


def again(session: Session, photos: Sequence[int] | None, name: str) -> Job:
    """Locate the albums of some photos anew without a scan, or all (None); yields the pipeline's events."""

    def begin() -> Iterator[Event]:
        from whence_engine.cues.registry import load_cues  # noqa: PLC0415 - as above
        from whence_engine.inference.bundle import Bundle, find_bundle  # noqa: PLC0415
        from whence_engine.pipeline import Pipeline  # noqa: PLC0415

        bundle = Bundle.open(find_bundle(session.settings.model, session.folders))
        with session.open_library() as library:
            chosen = Finder(library).find(Sought()).tolist() if photos is None else photos
            yield from Pipeline(library, bundle, load_cues(), session.settings).again(chosen)

    return Job(name, begin)


def apply(session: Session, paths: Sequence[Path], name: str, *, replace: bool = False) -> Job:
    """Write what was accepted, of all photos or of `paths`; yields one `WriteRow` a file."""

    def begin() -> Iterator[object]:
        from whence_engine.accept.apply import apply as apply_accepted  # noqa: PLC0415 - as above

        with session.open_library() as library:
            yield from apply_accepted(
                library, paths, settings=session.settings, write=session.settings.write, replace=replace
            )

    return Job(name, begin)


def accept_above(session: Session, album_ids: Sequence[int], probability: float, name: str) -> Job:
    """Accept what is sure enough and has no red flag, as one step of undo; yields an `AutoAccepted` an album."""

    def begin() -> Iterator[object]:
        from whence_engine.accept.decide import accept_above as accept_sure  # noqa: PLC0415 - as above
        from whence_engine.pipeline import answers_of  # noqa: PLC0415

        now = datetime.now()
        with session.open_library() as library:
            for album_id in album_ids:
                album = library.index.albums.get(album_id)
                if album is not None:
                    yield accept_sure(library, answers_of(library, album.photos, album_id), probability, now=now)

    return Job(name, begin)


def selftest(session: Session, name: str) -> Job:
    """Hide the positions of all photos of the library, ask for them, and note what is found; yields events."""

    def begin() -> Iterator[Event]:
        from whence_engine.cues.registry import load_cues  # noqa: PLC0415 - as above
        from whence_engine.inference.bundle import Bundle, find_bundle  # noqa: PLC0415
        from whence_engine.selftest.hide import ways  # noqa: PLC0415
        from whence_engine.selftest.run import SelfTest  # noqa: PLC0415
        from whence_engine.selftest.stored import note  # noqa: PLC0415
        from whence_engine.selftest.threshold import ERROR  # noqa: PLC0415

        bundle = Bundle.open(find_bundle(session.settings.model, session.folders))
        with session.open_library() as library:
            test = SelfTest(library, bundle, load_cues(), session.settings)
            yield from test.run_known(ways(), error=ERROR, seed=0)
            assert test.report is not None
            note(library, test.report, at=datetime.now())

    return Job(name, begin)


def dry_run(session: Session, name: str, *, replace: bool = False) -> Job:
    """Plan and verify what would be written, and touch nothing; yields one `WriteRow` a file."""

    def begin() -> Iterator[object]:
        from whence_engine.accept.apply import apply as apply_accepted  # noqa: PLC0415 - as above

        with session.open_library() as library:
            settings = session.settings
            yield from apply_accepted(library, settings=settings, write=settings.write, replace=replace, dry_run=True)

    return Job(name, begin)


def undo(
    session: Session, name: str, *, last: bool = False, everything: bool = False, paths: Sequence[Path] = ()
) -> Job:
    """Give old bytes back; yields one `WriteRow` a photo and write."""

    def begin() -> Iterator[object]:
        from whence_engine.accept.undo import undo as undo_writes  # noqa: PLC0415 - as above

        with session.open_library() as library:
            yield from undo_writes(library, last=last, everything=everything, paths=paths)

    return Job(name, begin)


def sample(folder: Path, name: str) -> Job:
    """Draw the sample library; yields a path a file."""

    def begin() -> Iterator[object]:
        from whence_engine.sample.make import make_sample  # noqa: PLC0415 - as above

        yield from make_sample(folder)

    return Job(name, begin)
