"""The learning rate as a function of the step alone, so that nothing of it has to be kept in a checkpoint."""

import math
from dataclasses import dataclass
from enum import StrEnum


class Course(StrEnum):
    """What the rate does after the warm-up."""

    CONSTANT = "constant"
    COSINE = "cosine"  # down to `Schedule.floor` (Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Course of the learning rate.

    Attributes
    ----------
    course
        What it does after the warm-up.
    warmup
        Share of all steps over which it rises from nothing.
    floor
        Share of the full rate that is left at the end of a cosine.
    """

    course: Course = Course.COSINE
    warmup: float = 0.05
    floor: float = 0.0

    def factor(self, step: int, steps: int, begins: float = 0.0) -> float:
        """Return what the full rate is multiplied by at a step from 0 of `steps`.

        `begins` is the share of all steps before which these parameters stand still; their own warm-up and course
        fill what is left.
        """
        first = math.ceil(begins * steps)
        if step < first:
            return 0.0
        step, steps = step - first, steps - first
        warm = math.ceil(self.warmup * steps)
        if step < warm:
            return (step + 1) / (warm + 1)
        if self.course is Course.CONSTANT:
            return 1.0
        gone = (step - warm) / max(1, steps - warm)
        return self.floor + (1 - self.floor) * (1 + math.cos(math.pi * gone)) / 2
