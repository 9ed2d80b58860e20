"""The explorer: a network with its sources, map, time and queries in one offline file."""

__all__: list[str] = []
