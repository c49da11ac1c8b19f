"""A flake8 plugin that finds the mistakes people make in JAX code, before it runs."""

__version__ = "0.1.0"
