"""What evidence, omission and sampling leave open."""

__all__: list[str] = []
