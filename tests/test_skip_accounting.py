"""The accounting of skipped tests: real data that is there must have been used."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

MARKED = "import pytest\n@pytest.mark.shared\ndef test_it(shared):\n    pytest.skip('no time')\n"
WHOLE_MODULE = (
    "import pytest\npytest.skip('no program', allow_module_level=True)\n@pytest.mark.shared\ndef test_it(): ...\n"
)
UNMARKED = "def test_it(shared): ...\n"
ORDINARY = "import pytest\ndef test_it(): pytest.skip('not here')\n"


@pytest.fixture
def session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test session of its own under this project's conftest, with real data beside it and an eye on its use."""
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nmarkers = shared: real data\n")
    monkeypatch.setenv("WHENCE_SHARED", str(pytester.mkdir("data")))
    monkeypatch.setenv("WHENCE_REQUIRE_SHARED", "1")
    return pytester


def test_a_skipped_test_of_real_data_that_is_there_fails(session: pytest.Pytester) -> None:
    session.makepyfile(MARKED)
    result = session.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*needs real data, which is there, and yet: Skipped: no time*"])


def test_so_does_a_module_that_skips_itself(session: pytest.Pytester) -> None:
    session.makepyfile(WHOLE_MODULE)
    assert session.runpytest_inprocess().ret == pytest.ExitCode.INTERRUPTED


def test_without_the_data_it_is_an_ordinary_skip(session: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHENCE_SHARED", str(session.path / "nowhere"))
    session.makepyfile(MARKED)
    session.runpytest_inprocess().assert_outcomes(skipped=1)


def test_a_developer_may_skip_it(session: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHENCE_REQUIRE_SHARED")
    session.makepyfile(MARKED)
    session.runpytest_inprocess().assert_outcomes(skipped=1)


def test_the_fixture_without_the_mark_is_an_error(session: pytest.Pytester) -> None:
    session.makepyfile(UNMARKED)
    result = session.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*lacks @pytest.mark.shared*"])


def test_other_skips_stay_skips(session: pytest.Pytester) -> None:
    session.makepyfile(ORDINARY)
    session.runpytest_inprocess().assert_outcomes(skipped=1)
