"""Strings to things: names in tables become places of a gazetteer, or one entity of several."""

__all__: list[str] = []
