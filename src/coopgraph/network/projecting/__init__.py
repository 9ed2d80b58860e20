"""Networks from rows: projection files, assembling, one-mode networks, parts of networks."""

__all__: list[str] = []
