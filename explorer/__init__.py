"""The desktop program: a core without Qt, and the window."""
