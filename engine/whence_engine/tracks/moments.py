"""Times as tracks spell them, to nanoseconds since 1970 in UTC."""

from datetime import UTC, datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso_ns(text: str) -> int | None:
    """Return the moment that ISO 8601 spells; without a zone it is UTC, as GPX demands. A date alone is no moment.

    >>> iso_ns("2014-07-12T18:03:22.5Z"), iso_ns("2014-07-12T20:03:22+02:00"), iso_ns("2014-07-12")
    (1405188202500000000, 1405188202000000000, None)
    """
    if len(text) < 16 or len(text) > 40:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment_or_none = _odd(text)
        if moment_or_none is None:
            return None
        moment = moment_or_none
    return ns_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def ns_of(moment: datetime) -> int:
    """Return an aware time as nanoseconds since 1970."""
    past = moment - _EPOCH
    return (past.days * 86_400_000_000 + past.seconds * 1_000_000 + past.microseconds) * 1000


def _odd(text: str) -> datetime | None:
    """Read what fromisoformat does not: blanks around it, and seconds of 60."""
    plain = text.strip().replace(":60", ":59")
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        return None
