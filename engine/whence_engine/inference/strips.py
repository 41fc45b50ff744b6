"""Work on many photos, a strip of a few at a time: every core always has something of its own to do.

Each worker takes a strip all the way, from file to result. Nothing but finished results ever queues up, so memory is
bounded, and results come in the order of the photos.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_STRIPS_AHEAD = 3  # per worker: one in work, and enough finished ones to outlast an item that takes long


def in_strips(
    items: Iterable[Item],
    work: Callable[[list[Item]], list[Result]],
    *,
    workers: int,
    size: int,
    stop: threading.Event,
    name: str,
) -> Generator[Result]:
    """Yield what `work` makes of strips of `size` items, in their order.

    `items` is read a little ahead of what was yielded. Closing the generator sets `stop` and waits for the strips that
    are in work; `work` may look at it and return early.

    Parameters
    ----------
    workers
        Threads; 0 takes all cores that this process may use.
    name
        Of the threads.
    """
    workers = workers or cores()
    source = iter(items)
    ahead: deque[Future[list[Result]]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
    try:
        while True:
            while len(ahead) < workers * _STRIPS_AHEAD and (strip := list(islice(source, size))):
                ahead.append(pool.submit(work, strip))
            if not ahead:
                return
            yield from ahead.popleft().result()
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def cores() -> int:
    """Count the cores that this process may use: fewer than the machine has, in a container or under `taskset`."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
