"""How quick the real program is: a table of measurements, each with what is to be reached."""
