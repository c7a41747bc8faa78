"""The window: views, and the controllers that tie them to the core."""
