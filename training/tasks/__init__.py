"""What is trained and how: one file a recipe, and what they share."""
