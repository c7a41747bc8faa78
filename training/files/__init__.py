"""Files written whole, files of others read with care, places on disk, errors for a person."""
