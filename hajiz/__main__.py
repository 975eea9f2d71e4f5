"""The console command `hajiz`: runs the command line, after what has to begin before all else."""

import gc
import sys

from hajiz.cli.fetching import begun_ahead

INTERRUPTED = 130


def main() -> int:
    """Run the command line; return its exit code. Errors are printed, never raised."""
    gc.disable()  # hardly anything that is loaded is garbage; `load_config` ends this
    try:
        with begun_ahead(sys.argv[1:]):
            from hajiz.cli.app import main as run

            return run()
    except KeyboardInterrupt:  # while it was still loading
        return INTERRUPTED
    finally:
        gc.freeze()  # Python would look through all of it for garbage once more before it ends


if __name__ == "__main__":
    sys.exit(main())
