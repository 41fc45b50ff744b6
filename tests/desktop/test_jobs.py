"""Jobs beside the window: events in order, pause, cancel, failures told, nothing left running."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from whence_desktop.jobs.pool import Pool
from whence_desktop.jobs.runner import Failure, Job, Runner
from whence_engine.errors import UsageError


@pytest.fixture
def runner(qapp: object) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def pool(qapp: object) -> Iterator[Pool]:
    made = Pool(threads=1)
    yield made
    made.close()


def collected(runner: Runner) -> list[object]:
    seen: list[object] = []
    runner.events.connect(lambda _job, batch: seen.extend(batch))
    return seen


def test_events_arrive_in_order_and_in_the_gui_thread(runner: Runner, qtbot: QtBot) -> None:
    threads: set[int] = set()
    seen = collected(runner)
    runner.events.connect(lambda *_: threads.add(threading.get_ident()))
    with qtbot.waitSignal(runner.ended):
        runner.start(Job("count", lambda: iter(range(1000))))
    assert seen == list(range(1000))
    assert threads == {threading.get_ident()}


def test_jobs_run_one_after_another(runner: Runner, qtbot: QtBot) -> None:
    seen = collected(runner)
    names: list[str] = []
    runner.began.connect(lambda job: names.append(job.name))
    runner.start(Job("one", lambda: iter("abc")))
    runner.start(Job("two", lambda: iter("def")))
    qtbot.waitUntil(lambda: len(seen) == 6 and runner.job is None)
    assert names == ["one", "two"]
    assert seen == list("abcdef")


def endless(closed: list[str], items: list[int]) -> Iterator[int]:
    try:
        number = 0
        while True:
            number += 1
            items.append(number)
            yield number
    finally:
        closed.append(threading.current_thread().name)


def test_a_paused_job_stands_still_and_goes_on(runner: Runner, qtbot: QtBot) -> None:
    closed: list[str] = []
    items: list[int] = []
    runner.start(Job("endless", lambda: endless(closed, items)))
    qtbot.waitUntil(lambda: len(items) > 10)
    runner.pause()
    qtbot.wait(50)
    stood = len(items)
    qtbot.wait(100)
    assert len(items) == stood
    assert runner.is_paused
    runner.resume()
    qtbot.waitUntil(lambda: len(items) > stood)
    with qtbot.waitSignal(runner.ended):
        runner.cancel()


def test_cancelling_closes_the_generator_where_it_runs(runner: Runner, qtbot: QtBot) -> None:
    closed: list[str] = []
    runner.start(Job("endless", lambda: endless(closed, [])))
    runner.start(Job("never", lambda: iter([1])))
    qtbot.waitUntil(lambda: runner.job is not None and runner.job.name == "endless")
    with qtbot.waitSignal(runner.ended):
        runner.cancel()
    assert closed == ["whence: endless"]
    qtbot.wait(20)
    assert runner.job is None


def test_closing_ends_a_paused_job_too(qapp: object, qtbot: QtBot) -> None:
    runner = Runner()
    closed: list[str] = []
    runner.start(Job("endless", lambda: endless(closed, [])))
    qtbot.waitUntil(lambda: runner.job is not None)
    runner.pause()
    runner.close()
    assert closed == ["whence: endless"]


@pytest.mark.parametrize(
    ("error", "sentence", "has_details"),
    [(UsageError("Name a folder."), "Name a folder.", False), (ZeroDivisionError("x"), "ZeroDivisionError('x')", True)],
)
def test_a_failure_is_told_and_the_next_job_runs(
    runner: Runner, qtbot: QtBot, error: Exception, sentence: str, has_details: bool
) -> None:
    def breaks() -> Iterator[int]:
        yield 1
        raise error

    seen = collected(runner)
    failures: list[Failure] = []
    runner.failed.connect(lambda _job, failure: failures.append(failure))
    runner.start(Job("breaks", breaks))
    runner.start(Job("works", lambda: iter([2])))
    qtbot.waitUntil(lambda: seen == [1, 2] and runner.job is None)
    assert sentence in failures[0].sentence
    assert bool(failures[0].details) == has_details


def test_what_was_asked_for_last_is_done_first(pool: Pool, qtbot: QtBot) -> None:
    gate, seen = threading.Event(), []
    pool.done.connect(lambda key, _result: seen.append(key))
    pool.ask("gate", gate.wait)
    qtbot.wait(30)
    for key in "abc":
        pool.ask(key, lambda: None)
    pool.ask("a", lambda: None)
    pool.forget("b")
    gate.set()
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == ["gate", "a", "c"]


def test_one_broken_task_does_not_end_the_others(pool: Pool, qtbot: QtBot) -> None:
    failures: list[tuple[object, str]] = []
    pool.failed.connect(lambda key, sentence: failures.append((key, sentence)))

    def refuses() -> None:
        raise UsageError("No such picture.")

    pool.ask("broken", lambda: 1 / 0)
    pool.ask("refused", refuses)
    with qtbot.waitSignal(pool.done) as done:
        pool.ask("fine", lambda: 7)
    assert done.args == ["fine", 7]
    qtbot.waitUntil(lambda: len(failures) == 2)
    assert ("refused", "No such picture.") in failures
    assert any("ZeroDivisionError" in sentence for _, sentence in failures)


def test_too_many_waiting_tasks_give_way_oldest_first(qapp: object, qtbot: QtBot) -> None:
    pool = Pool(threads=1, most_waiting=3)
    gate, seen = threading.Event(), []
    pool.done.connect(lambda key, _result: seen.append(key))
    pool.ask("gate", gate.wait)
    qtbot.wait(30)
    for key in range(6):
        pool.ask(key, lambda: None)
    gate.set()
    qtbot.waitUntil(lambda: len(seen) == 4)
    pool.close()
    assert seen == ["gate", 5, 4, 3]
