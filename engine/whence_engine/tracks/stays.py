"""A stay: somebody was at one place from one moment to another, and not only at its ends."""

from whence_engine.tracks.track import Fixes

STEP_NS = 600 * 10**9
"""A stay becomes a fix every ten minutes: between them the bridge may sag by no more than a walk round the block."""
MOST = 1000
LONGEST_NS = 30 * 86_400 * 10**9
"""A stay of more than a month is a gap in the record."""


def stay(
    fixes: Fixes, first_ns: int, last_ns: int, lat_deg: float, lon_deg: float, *, error_km: float = float("nan")
) -> None:
    """Add the fixes of a stay: its ends, and every ten minutes between them (fewer if there were over a thousand)."""
    if last_ns < first_ns:
        first_ns, last_ns = last_ns, first_ns
    span = last_ns - first_ns
    steps = 1 if span > LONGEST_NS else min(MOST, max(1, -(-span // STEP_NS)))
    for step in range(steps + 1 if span else 1):
        fixes.add(first_ns + span * step // steps, lat_deg, lon_deg, error_km=error_km)
