"""What JAX and its libraries do: transforms, keys, shapes, references, models."""
