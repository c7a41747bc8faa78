"""The path of the puck: drawn on the canvas or recorded, replayed, and written as a film."""
