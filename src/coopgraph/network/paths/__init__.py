"""Chains of relations between two nodes, each step with its statements."""

__all__: list[str] = []
