"""Long trials of what must hold: ``python -m tests.soak PART``, or ``make soak PART=...``."""
