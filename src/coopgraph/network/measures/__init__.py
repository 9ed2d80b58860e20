"""Measures by one definition each, whatever engine computes them."""

__all__: list[str] = []
