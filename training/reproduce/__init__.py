"""The coursework's figures and claims, each made anew and put to the test."""
