"""Networks compared: over time, without some of their parts, by two coders."""

__all__: list[str] = []
