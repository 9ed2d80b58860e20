"""Exports made data sets: what is remembered, kept and left out."""

__all__: list[str] = []
