"""The blend: what every window, search, command and figure blends by."""
