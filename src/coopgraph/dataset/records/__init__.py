"""Tables to records to quads, with a ledger of every row."""

__all__: list[str] = []
