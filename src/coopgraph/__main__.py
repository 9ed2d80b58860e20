"""`python -m coopgraph` is the command line."""

from coopgraph.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
