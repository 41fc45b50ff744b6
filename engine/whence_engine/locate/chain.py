"""Forward-backward along one stretch of an album (Kalogerakis et al., ICCV 2009, equations 8 to 10).

The joint is p(x_1 .. x_T) ~ prod_t prior(x_t) e_t(x_t) * prod_t R_t(x_t, x_t+1) * F(x_1) B(x_T): emissions e_t are
posterior over prior, so that the prior counts once for each photo, R_t are the symmetric lifts of `states`, F and B
what the known places at both ends say. Both passes are the same function, once on the stretch and once on its mirror
image.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whence_engine.locate.states import States


def forward(
    states: States, emission: NDArray[np.float64], gap_h: Sequence[float], start: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pass what is known along a stretch.

    Parameters
    ----------
    emission
        What each photo says itself, as a lift: float64 [T, N + 1].
    gap_h
        Hours between each and the next, T - 1 of them.
    start
        What is known before the first photo, as a lift at the first photo [N + 1]; ones where nothing is.

    Returns
    -------
    arriving
        The lift that reaches each photo from those before it, its own emission left out: float64 [T, N + 1].
    sent
        Where each photo is by itself and by those before it: masses float64 [T, N + 1], rows summing to 1.
    """
    arriving, sent = np.empty_like(emission), np.empty_like(emission)
    lift = start
    for row, own in enumerate(emission):
        arriving[row] = lift
        mass = states.prior * own * lift
        sent[row] = mass / mass.sum()
        if row < len(gap_h):
            lift = states.step(sent[row], gap_h[row])
    return arriving, sent


def both_ways(
    states: States,
    emission: NDArray[np.float64],
    gap_h: Sequence[float],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return `forward` of a stretch, and of its mirror image turned back into the order of time."""
    ahead = forward(states, emission, gap_h, start)
    arriving, sent = forward(states, emission[::-1], gap_h[::-1], end)
    return ahead, (arriving[::-1], sent[::-1])
