"""What runs a model set's graphs: backends, and a queue in order of urgency."""
