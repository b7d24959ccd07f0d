"""Run `python -m titrant`."""

import sys

from titrant.cli import main

if __name__ == "__main__":
    sys.exit(main())
