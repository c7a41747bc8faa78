"""What recipes learn with: batches, losses, optimisers, adversaries."""
