"""The plane under the hand: pins, puck and field, and how they blend."""
