"""Times, and how much of something there is, the way the window says them."""

SAY_TIME_LEFT_FROM = 30.0
"""Seconds; below this, progress speaks for itself."""


def duration(seconds: float) -> str:
    """Write a time as one round number: "40 seconds", "3 minutes", "2 hours"."""
    if seconds < 90:
        return counted(round(seconds), "second")
    if seconds < 90 * 60:
        return counted(round(seconds / 60), "minute")
    if seconds < 36 * 3600:
        return counted(round(seconds / 3600), "hour")
    return counted(round(seconds / 86400), "day")


def with_time_left(text: str, seconds: float) -> str:
    """Add "about 3 minutes left" to a word about progress, where it is long enough to say."""
    return text if seconds < SAY_TIME_LEFT_FROM else f"{text}, about {duration(seconds)} left"


def counted(number: int, unit: str) -> str:
    """Write "1 step", "1,200 steps"."""
    return f"{number} {unit}" if number == 1 else f"{number:,} {unit}s"
