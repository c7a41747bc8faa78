"""The blend board as frozen data: pins, puck, plane and weights, and its JSON."""
