"""Files written whole, places on disk, errors for a person's eyes."""
