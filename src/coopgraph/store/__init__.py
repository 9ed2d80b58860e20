"""The graph in Oxigraph: what it holds, derives, checks and answers."""

__all__: list[str] = []
