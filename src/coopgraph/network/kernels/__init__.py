"""Numbers on matrices: geodesics, distances, spectra, cohesion; no names, no citations."""

__all__: list[str] = []
