"""Networks for people and other programs: the page, the exports."""

__all__: list[str] = []
