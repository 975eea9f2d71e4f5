"""The console command `hajiz`: runs the command line and turns errors into words and exit codes."""

import sys

from hajiz.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
