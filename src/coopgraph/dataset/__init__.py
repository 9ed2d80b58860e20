"""Data sets as files and words: tables, mappings, sources, and the quads that they make."""

__all__: list[str] = []
