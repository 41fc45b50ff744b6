"""The selftest as one generator of events."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.cue import Cue
from whence_engine.cues.signs import Signs
from whence_engine.errors import SelfTestError
from whence_engine.events import Event, Finished, PhotoDone, Started
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.text import reader_name
from whence_engine.library.library import Library
from whence_engine.library.masked import Placed, drives, read_placed
from whence_engine.photo import Action
from whence_engine.pipeline import Pipeline
from whence_engine.selftest.ask import Asker
from whence_engine.selftest.hide import LARGEST_ERROR_KM, Hiding, Way, hide
from whence_engine.selftest.scenes import alike, scenes
from whence_engine.selftest.score import Answers, Score, beside_truth, score, together
from whence_engine.selftest.threshold import NoThreshold, Threshold, find
from whence_engine.settings import Settings

STAGE = "selftest"


@dataclass(frozen=True, slots=True, eq=False)
class OfWay:
    """One way of hiding: how many positions were hidden, and how the answers did."""

    way: Way
    hidden: int
    score: Score


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What a selftest found.

    Attributes
    ----------
    roots
        Whose photos were hidden.
    photos
        How many of them carry a position that can serve as the truth.
    unread
        Of how many of them the text in the picture was never read, so that `signs` could say nothing: only photos
        without a position are read.
    ways
        One entry for each way of hiding that was possible.
    whole
        All ways together.
    threshold
        From which chance on answers can be accepted unseen, or why that cannot be told.
    error
        The share of wrong answers that it was to hold.
    seed, model, method
        What makes the test repeatable.
    """

    roots: tuple[Path, ...]
    photos: int
    unread: int
    ways: tuple[OfWay, ...]
    whole: Score
    threshold: Threshold | NoThreshold
    error: float
    seed: int
    model: str
    method: str


class SelfTest:
    """A selftest of one library. Nothing but scanning and looking at pictures changes the index.

    Attributes
    ----------
    report
        After the run: what was found.
    """

    def __init__(self, library: Library, bundle: Bundle, cues: Sequence[Cue], settings: Settings) -> None:
        self._library = library
        self._bundle = bundle
        self._cues = cues
        self._pipeline = Pipeline(library, bundle, cues, settings)
        self._asker = Asker(library, bundle, cues, settings)
        self.report: Report | None = None

    def run(
        self, roots: Sequence[Path], ways: Sequence[Way], *, error: float, seed: int, now: datetime
    ) -> Iterator[Event]:
        """Hide the positions of photos at or below absolute `roots` in each of the `ways`, and ask for them.

        Raises
        ------
        SelfTestError
            Where no photo carries a position that can be hidden, or too few for these ways.
        """
        yield from self._pipeline.prepare(roots, now=now)
        yield from self._test(roots, ways, error, seed)

    def run_known(self, ways: Sequence[Way], *, error: float, seed: int) -> Iterator[Event]:
        """Do the same with all photos that the library knows, without a scan.

        Raises
        ------
        SelfTestError
            As `run`.
        """
        roots = drives(self._library.index)
        yield from self._pipeline.look(roots)
        yield from self._test(roots, ways, error, seed)

    def _test(self, roots: Sequence[Path], ways: Sequence[Way], error: float, seed: int) -> Iterator[Event]:
        placed = read_placed(self._library.index, roots)
        trusted = self._trusted(placed)
        if not trusted.any():
            raise SelfTestError(
                "No photo here carries a position that could be hidden and asked for: a selftest needs some, from a "
                "phone or a GPS receiver."
            )
        scene = scenes(placed, alike(self._library, self._bundle.fingerprint, placed))
        hidings = [one for way in ways if (one := hide(way, placed, scene, trusted, seed=seed)) and one.asked.any()]
        if not hidings:
            raise SelfTestError(
                "Too few photos carry a position to hide a share of them: hide all of them, with --rates 100."
            )
        yield Started(STAGE, sum(int(one.asked.sum()) for one in hidings))
        found: list[tuple[Hiding, Answers]] = []
        for hiding in hidings:
            answers = yield from self._ask(hiding, placed)
            found.append((hiding, answers))
        yield Finished(STAGE, sum(len(answers.km) for _, answers in found), 0)
        self.report = self._report(tuple(roots), int(trusted.sum()), found, error, seed)

    def _trusted(self, placed: Placed) -> NDArray[np.bool_]:
        """Tell whose position may serve as the truth: measured, precise, undisputed, and not found by this program."""
        identities = self._library.index.photos.identities(placed.photo_id.tolist())
        decided = self._library.ledger.decisions.currents(set(identities.values()))
        placed_here = {identity for identity, one in decided.items() if one.action is Action.ACCEPT}
        own = [identities.get(photo_id) in placed_here for photo_id in placed.photo_id.tolist()]
        precise = placed.agreed & (placed.error_km <= LARGEST_ERROR_KM)
        return np.asarray(placed.inside & placed.askable & precise & ~np.array(own, np.bool_))

    def _ask(self, hiding: Hiding, placed: Placed) -> Generator[Event, None, Answers]:
        rows = np.flatnonzero(hiding.asked)
        truth = {int(placed.photo_id[row]): (float(placed.lat_deg[row]), float(placed.lon_deg[row])) for row in rows}
        wanted: dict[int, list[int]] = {}
        for row in rows.tolist():
            wanted.setdefault(int(placed.album_id[row]), []).append(int(placed.photo_id[row]))
        answered = []
        for one in self._asker.ask(placed.photo_id[hiding.hidden].tolist(), wanted):
            answered.append(one)
            yield PhotoDone(STAGE, one.photo)
        return beside_truth(answered, truth, [cue.name for cue in self._cues])

    def _unread(self, photo_ids: Sequence[int]) -> int:
        reader = reader_name()
        if reader is None or all(cue.name != Signs.name for cue in self._cues):
            return 0
        return len(self._library.index.readings.missing(reader, photo_ids))

    def _report(
        self,
        roots: tuple[Path, ...],
        photos: int,
        found: Sequence[tuple[Hiding, Answers]],
        error: float,
        seed: int,
    ) -> Report:
        whole = together([answers for _, answers in found])
        card = self._bundle.card
        return Report(
            roots,
            photos,
            self._unread(np.unique(whole.photo_id).tolist()),
            tuple(OfWay(hiding.way, int(hiding.hidden.sum()), score(answers)) for hiding, answers in found),
            score(whole),
            find(whole.claims, error, seed=seed),
            error,
            seed,
            f"{card.name} {card.version}",
            self._pipeline.method,
        )
