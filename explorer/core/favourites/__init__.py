"""Pictures that are kept, each with its whole recipe, and their way out."""
