"""The last selftest of a library, kept and used: `--auto-accept auto` and the desktop take its threshold."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from whence_engine.cues.cue import Cue
from whence_engine.errors import SelfTestError
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.library.selftests import NotedTest
from whence_engine.locate.shipped import method_of
from whence_engine.selftest.rows import rows
from whence_engine.selftest.run import Report
from whence_engine.selftest.threshold import NoThreshold
from whence_engine.wording import Sentence, plain, restored


@dataclass(frozen=True, slots=True)
class Tested:
    """A threshold that a selftest bears out.

    Attributes
    ----------
    probability
        Accept answers from this chance on.
    because
        A sentence that says which test it comes from.
    """

    probability: float
    because: str


def note(library: Library, report: Report, *, at: datetime) -> None:
    """Keep what a selftest found."""
    found = report.threshold
    threshold = None if isinstance(found, NoThreshold) else found.probability
    # Paths may hold bytes that are no UTF-8; ASCII JSON carries them.
    kept = rows(report)
    if isinstance(found, NoThreshold):
        kept[-1]["threshold"] = {"because": plain(found.because)}
    text = json.dumps(kept)
    library.ledger.selftests.note(
        NotedTest(at, report.model, report.method, report.whole.photos, report.error, threshold, text)
    )


def stored_threshold(library: Library, bundle: Bundle, cues: Sequence[Cue]) -> Tested:
    """Return the threshold that the last selftest of a library found for this bundle and these cues.

    Raises
    ------
    SelfTestError
        When there is no selftest, it found no threshold, or answers are made in another way today.
    """
    last = library.ledger.selftests.last()
    if last is None:
        raise SelfTestError(
            "No selftest says from which chance on answers can be accepted unseen. "
            "Run a selftest (`whence selftest`) on your photos first."
        )
    named = Sentence("The selftest of {at:%Y-%m-%d %H:%M}", at=last.at)
    model = f"{bundle.card.name} {bundle.card.version}"
    if last.model != model:
        raise SelfTestError(
            "{named} was made with {tested}, and this is {model}. "
            "Run a selftest (`whence selftest`) on your photos again.",
            named=named,
            tested=last.model,
            model=model,
        )
    if last.method != method_of(bundle, cues):
        raise SelfTestError(
            "{named} was made with other cues or another version of Whence. "
            "Run a selftest (`whence selftest`) on your photos again.",
            named=named,
        )
    if last.threshold is None:
        because = restored(json.loads(last.report)[-1]["threshold"]["because"])
        raise SelfTestError("{named} could not find a threshold. {because}", named=named, because=because)
    return Tested(
        last.threshold,
        Sentence(
            "{named} on {photos} photos: from {percent:g} % on, surely at most {wrong:g} % are wrong.",
            named=named,
            photos=last.photos,
            percent=100 * last.threshold,
            wrong=100 * last.error,
        ),
    )
