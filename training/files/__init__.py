"""Files written whole, and files that others may have written, read with care."""
