"""Trainings as processes of their own: started, watched, found again."""
