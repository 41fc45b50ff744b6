"""Writes the report folder: `index.html` with its pictures beside, and every number of it as `scores.json`."""

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from whence_engine.errors import StorageError
from whence_engine.geo.sphere import to_xyz
from whence_engine.metrics import RADII_KM, Interval
from whence_training.data.manifest import Manifest
from whence_training.evaluation import figures, maps, page, words
from whence_training.evaluation.judge import Judged, Verdict, judge
from whence_training.evaluation.maps import Backdrop, Sample
from whence_training.evaluation.subject import Subject
from whence_training.results.table import percent
from whence_training.trust import softmax

SAMPLES = 6
_THUMBNAIL_PX = 360


def write_report(subject: Subject, folder: Path, backdrop: Backdrop, command: str, *, show_photos: bool) -> Verdict:
    """Judge a subject and write what was found.

    Parameters
    ----------
    subject
        What is evaluated.
    folder
        Where the report goes; files of an older report there are replaced.
    backdrop
        What maps are drawn on.
    command
        The command line that makes this report, for whoever wants to repeat it.
    show_photos
        Whether the photos of the sample maps are copied beside the page. They show where somebody was: off unless
        the photos are yours to show.

    Raises
    ------
    StorageError
        The folder cannot be written.
    """
    verdict = judge(subject)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = _page(subject, verdict, folder, backdrop, command, show_photos=show_photos)
        (folder / "index.html").write_text(text, encoding="utf-8")
        (folder / "scores.json").write_text(json.dumps(to_json(verdict), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"Free some space or name another folder: {folder} cannot be written ({error}).") from error
    return verdict


def to_json(verdict: Verdict) -> dict[str, object]:
    """Return every number of the report, shares as shares."""
    return {
        "photos": len(verdict.labels),
        "photographers": len(np.unique(verdict.labels.photographer)),
        "radii_km": list(RADII_KM),
        "focus": verdict.focus,
        "methods": {judged.method: _method_json(judged) for judged in verdict.methods},
        "calibration": {
            name: {
                "temperature": list(honesty.calibration.temperature),
                "error": honesty.plain_error.tolist(),
                "error_fitted": honesty.fitted_error.tolist(),
            }
            for name, honesty in verdict.honesty.items()
        },
        "scenes": {
            name: {"photos": count, "within": [_triple(interval) for interval in found]}
            for name, (count, found) in verdict.scenes.items()
        },
        "median_searched_km2": None if verdict.searched is None else float(np.median(verdict.searched)),
        "ceiling": None if verdict.ceiling is None else list(verdict.ceiling.share_total),
    }


def samples_of(subject: Subject, verdict: Verdict) -> tuple[list[Sample], Manifest]:
    """Pick photos at even steps from the best answer to the worst, and draw what the focus believes of each."""
    said = verdict.answers[verdict.focus]
    assert said.logits is not None
    assert subject.grid is not None
    error = verdict.method(verdict.focus).error_km[:, 0]
    order = np.argsort(error, kind="stable")
    rows = order[((np.arange(SAMPLES) + 0.5) / SAMPLES * len(order)).astype(np.int64)]
    honesty = verdict.honesty[verdict.focus]
    temperature = honesty.calibration.temperature[RADII_KM.index(750.0)]
    city, country = RADII_KM.index(25.0), RADII_KM.index(750.0)
    truth = to_xyz(verdict.labels.lat, verdict.labels.lon)
    samples = [
        Sample(
            f"{number}  {words.distance(float(error[row]))} off",
            f"said {words.chance(float(honesty.fitted[row, city]))} within 25 km, "
            f"{words.chance(float(honesty.fitted[row, country]))} within 750 km",
            truth[row],
            said.xyz[row, 0],
            softmax(said.logits[row : row + 1], temperature)[0],
        )
        for number, row in enumerate(rows.tolist(), start=1)
    ]
    return samples, verdict.labels.take(rows)


def _page(
    subject: Subject, verdict: Verdict, folder: Path, backdrop: Backdrop, command: str, *, show_photos: bool
) -> str:
    parts = [page.paragraph(words.headline(verdict), "lead")]
    parts.append(_protocol(verdict, folder))
    parts.append(_calibration(verdict, folder))
    parts.append(_abstention(verdict, folder))
    if verdict.searched is not None:
        figures.searching(verdict.searched, verdict.labels.photographer, folder / "area.png")
        shown = page.picture("area.png", "Share of photos found against the area searched", words.SEARCHING)
        parts.append(
            page.section("How much of the Earth is left to search", page.paragraph(words.area(verdict)), shown)
        )
    if verdict.scenes:
        figures.scenes(verdict, folder / "scenes.png")
        shown = page.picture("scenes.png", "Shares by kind of scene", words.SCENES)
        parts.append(page.section("By what the photo shows", shown))
    if subject.grid is not None:
        parts.append(_cells(subject, verdict, folder, backdrop))
    if subject.grid is not None and verdict.answers[verdict.focus].logits is not None:
        parts.append(_samples(subject, verdict, folder, backdrop, show_photos=show_photos))
    parts.append(
        page.section(
            "How this was measured",
            page.terms(words.method(subject, verdict)),
            page.paragraph(words.AGAIN),
            page.command(command),
        )
    )
    return page.page(words.title(subject), words.meta(subject, verdict), parts)


def _protocol(verdict: Verdict, folder: Path) -> str:
    figures.accuracy(verdict, folder / "accuracy.png")
    header = ["method", *(f"{radius:g} km" for radius in RADII_KM), "median km", "game score"]
    rows = [
        [
            judged.method,
            *(percent(cell) for cell in judged.within),
            words.plain(judged.median),
            words.plain(judged.game),
        ]
        for judged in verdict.methods
    ]
    five = [
        [judged.method, *(percent(cell) for cell in judged.first_five)]
        for judged in verdict.methods
        if judged.first_five is not None
    ]
    return page.section(
        "Within reach",
        page.paragraph(words.PROTOCOL),
        page.table(header, rows, words.PROTOCOL_CAPTION, verdict.focus),
        page.picture("accuracy.png", "Share of photos against distance from the truth", words.accuracy(verdict)),
        page.paragraph(words.FIVE),
        page.table(header[:-2], five, words.FIVE_CAPTION, verdict.focus),
    )


def _calibration(verdict: Verdict, folder: Path) -> str:
    figures.calibration(verdict, folder / "calibration.png")
    honesty = verdict.honesty[verdict.focus]
    rows = [
        [
            f"{level}, {radius:g} km",
            f"{100 * float(honesty.plain[:, k].mean()):.1f}",
            f"{100 * float(honesty.fitted[:, k].mean()):.1f}",
            f"{100 * float(verdict.method(verdict.focus).within[k].value):.1f}",
            f"{100 * float(honesty.plain_error[k]):.1f}",
            f"{100 * float(honesty.fitted_error[k]):.1f}",
            words.temperature(honesty.calibration.temperature[k]),
        ]
        for k, (radius, level) in enumerate(zip(RADII_KM, figures.LEVELS, strict=True))
    ]
    header = ["radius", "said", "said, fitted", "came true", "error", "error, fitted", "temperature"]
    return page.section(
        "When it says sixty per cent, is it sixty?",
        page.paragraph(words.CALIBRATION),
        page.picture("calibration.png", "Stated chance against what came true, per radius", words.CALIBRATION_FIGURE),
        page.table(header, rows, words.CALIBRATION_CAPTION),
    )


def _abstention(verdict: Verdict, folder: Path) -> str:
    figures.abstaining(verdict, folder / "abstention.png")
    return page.section(
        "Answering only when sure",
        page.paragraph(words.abstention(verdict)),
        page.picture("abstention.png", "Share right against share answered", words.ABSTENTION),
    )


def _cells(subject: Subject, verdict: Verdict, folder: Path, backdrop: Backdrop) -> str:
    assert subject.grid is not None
    maps.cells(subject.grid, backdrop, folder / "cells.png")
    return page.section(
        "The cells it can name",
        page.paragraph(words.cells(subject.grid, verdict)),
        page.picture("cells.png", "Map of the cells", words.CELLS),
    )


def _samples(subject: Subject, verdict: Verdict, folder: Path, backdrop: Backdrop, *, show_photos: bool) -> str:
    assert subject.grid is not None
    samples, labels = samples_of(subject, verdict)
    maps.beliefs(samples, subject.grid, backdrop, folder / "samples.png")
    parts = [
        page.paragraph(words.SAMPLES),
        page.picture("samples.png", "Maps of what is believed of six photos", words.SAMPLES_CAPTION),
    ]
    if show_photos:
        parts.append(
            page.gallery([_thumbnail(path, k, folder) for k, path in enumerate(labels.path.tolist(), start=1)])
        )
    return page.section("Six photos, from the best answer to the worst", *parts)


def _thumbnail(path: str, number: int, folder: Path) -> tuple[str, str]:
    name = f"photo-{number}.jpg"
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((_THUMBNAIL_PX, _THUMBNAIL_PX))
    upright.save(folder / name, quality=85)  # pixels only: whatever the file told besides stays behind
    return name, f"photo {number}"


def _method_json(judged: Judged) -> dict[str, object]:
    return {
        "within": [_triple(interval) for interval in judged.within],
        "within_first_five": None if judged.first_five is None else [_triple(cell) for cell in judged.first_five],
        "median_km": _triple(judged.median),
        "geoguessr": _triple(judged.game),
    }


def _triple(interval: Interval) -> list[float | None]:
    parts = (float(part) for part in (interval.value, interval.low, interval.high))
    return [round(part, 4) if np.isfinite(part) else None for part in parts]
