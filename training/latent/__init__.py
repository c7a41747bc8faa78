"""Pure maths on latents: no networks, no files."""
