"""Wings under the hand: dots over the large picture, their settings, and a brush for their cut."""
