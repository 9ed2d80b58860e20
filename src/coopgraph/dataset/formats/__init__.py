"""Files of many formats, read as tables of text."""

__all__: list[str] = []
