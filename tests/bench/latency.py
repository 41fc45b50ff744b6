"""How long the hand waits: input comes at 60 events a second, whatever the window does meanwhile."""

import time
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtWidgets import QApplication, QWidget

FRAME_S = 1 / 60


def tell(name: str, wall_s: Sequence[float], cpu_s: Sequence[float]) -> None:
    wall, cpu = (1000 * np.asarray(times) for times in (wall_s, cpu_s))
    told = "   ".join(
        f"{kind} {np.median(ms):5.1f} / {np.percentile(ms, 95):5.1f} / {ms.max():5.1f}"
        for kind, ms in (("wall", wall), ("processor", cpu))
    )
    print(f"{name:<34}{len(wall):5} events, median / 95 % / max in ms:   {told}", flush=True)


def paced(act: Callable[[int], None], widget: QWidget, count: int) -> tuple[list[float], list[float]]:
    """Let `act` happen 60 times a second; return wall and processor seconds until each is on the screen."""
    wall, cpu = [], []
    due = time.perf_counter() + FRAME_S
    for number in range(count):
        while time.perf_counter() < due:
            QApplication.processEvents()
        spent = time.thread_time()
        act(number)
        widget.repaint()
        cpu.append(time.thread_time() - spent)
        wall.append(time.perf_counter() - due)
        due = max(due + FRAME_S, time.perf_counter())
    return wall, cpu
