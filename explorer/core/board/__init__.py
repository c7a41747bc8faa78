"""The blend board as frozen data: pins, puck, plane, weights, modes, and its JSON."""
