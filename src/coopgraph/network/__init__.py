"""Networks as tables: projections, measures, paths."""

__all__: list[str] = []
