"""What the user chooses for good: the dialog, and who keeps and applies it."""
