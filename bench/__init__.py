"""Measures what flake8-jax costs, in time and memory, beside other linters."""
