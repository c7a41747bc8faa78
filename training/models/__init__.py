"""Networks, the model sets that keep them, and what reads, publishes and exports those."""
