"""Run the command line: `python -m amparo.cli`, which `./amparo` calls."""

import sys

from amparo.cli.entry import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
