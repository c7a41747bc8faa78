"""The trainings behind the page: run, measured and kept."""
