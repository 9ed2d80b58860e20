"""Strings to things: names in tables become places of a gazetteer, or one entity of several."""
