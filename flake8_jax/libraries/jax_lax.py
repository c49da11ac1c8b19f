"""Placeholder that the author of this table replaces."""

from flake8_jax.libraries.rows import Table

TABLE: Table = {}
