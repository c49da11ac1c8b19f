"""Lints published JAX packages and compares the findings with a list that people have reviewed."""
