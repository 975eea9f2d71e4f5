"""The console command `hajiz`: runs the command line, after what has to begin before all else."""

import gc
import sys

from hajiz.cli.fetching import begun_ahead


def main() -> int:
    """Run the command line; return its exit code. Errors are printed, never raised."""
    gc.disable()  # hardly anything that is loaded is garbage; `load_config` ends this
    with begun_ahead(sys.argv[1:]):
        from hajiz.cli.app import main as run

        return run()


if __name__ == "__main__":
    sys.exit(main())
