"""What a board shows, computed: its blend, and what the plane is filled with."""
