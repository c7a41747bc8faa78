"""Tests of the two packages; importing the explorer first sets what numpy must find set."""

import explorer  # noqa: F401
