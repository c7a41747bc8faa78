"""What the explorer does, without a window: no Qt in here, no torch but where it is asked for."""
