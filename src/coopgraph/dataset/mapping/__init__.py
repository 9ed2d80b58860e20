"""What the columns of tables mean: the mapping language, presets and sketches."""

__all__: list[str] = []
