"""`coopgraph` and `python -m coopgraph`: the command line, which may be interrupted from the start.

Loading what the commands need takes a second, in which a person may think better of it.
"""

import os
import sys

__all__ = ["main"]

try:
    from coopgraph.cli import main
except KeyboardInterrupt:
    sys.stderr.write("interrupted; nothing was changed\n")
    sys.stderr.flush()
    os._exit(130)  # without a second interruption while Python ends

if __name__ == "__main__":
    main()
