"""What every test gets: folders of its own, and real data only where it is there.

A test that uses real data takes the fixture `shared` and carries the mark of the same name; one without the other is
an error. With `WHENCE_REQUIRE_SHARED=1` (as `.ci/run` sets it), and the data there, skipping such a test is a failure.
"""

import os
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest
from contract import checked_line

from whence_engine.inference.quiet import keep_quiet
from whence_engine.sample.make import make_sample

SHARED = Path(os.environ.get("WHENCE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
"""Real photos and camera files; they lie beside a developer's checkout and are never committed."""


def pytest_configure() -> None:
    """Set the properties up, and keep ONNX Runtime from reporting that tests run it.

    A busy machine is no failure, so they have no deadline. With `CI` set they draw the same cases each time, so that a
    red run speaks of the change; anywhere else they go on searching.
    """
    keep_quiet()
    drawn_anew = not os.environ.get("CI")
    hypothesis.settings.register_profile("whence", deadline=None, derandomize=not drawn_anew)
    hypothesis.settings.load_profile("whence")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a parameter of bytes after its argument.

    What is packed at import may hold the time: two workers would then collect tests of different names.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def whence_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the user's own library and settings."""
    home = tmp_path / "whence-home"
    monkeypatch.setenv("WHENCE_HOME", str(home))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return home


@pytest.fixture(autouse=True)
def _rows_keep_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every row that a command prints in this process against its schema."""
    monkeypatch.setattr("whence_engine.cli.session.json_line", checked_line)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real photos and camera files."""
    if not SHARED.is_dir():
        pytest.skip(f"real data is not beside this checkout: {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rendered sample library, in small; not to be changed. Its truth table lies beside it."""
    folder = tmp_path_factory.mktemp("sample") / "library"
    for _ in make_sample(folder, size_px=120):
        pass
    return folder


def may_not_skip_shared() -> bool:
    """Tell whether a test of real data that is skipped has to fail."""
    return os.environ.get("WHENCE_REQUIRE_SHARED") == "1" and SHARED.is_dir()


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that gives the reason of the skip."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"needs real data, which is there, and yet: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skipped test of real data as failed where the data is there."""
    report = yield
    if item.get_closest_marker("shared") and may_not_skip_shared():
        fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Count a module that skips itself whole as failed where it has tests of real data and the data is there."""
    report = yield
    if report.skipped and may_not_skip_shared() and "mark.shared" in collector.path.read_text(encoding="utf-8"):
        fail_if_skipped(report)
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a test that takes the fixture `shared` without the mark: it would escape the accounting."""
    if "shared" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("shared"):
        pytest.fail("takes the fixture `shared` and lacks @pytest.mark.shared", pytrace=False)
