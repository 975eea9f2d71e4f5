"""
Runs commands of `hajiz`, each in a process of its own, forked from one that has loaded it already.

Loading takes a second of computing; hundreds of commands would wait for nothing else. Reads one
request a line from standard input, and answers each with the exit code of the command.
"""

import json
import os
import sys
from importlib import import_module
from typing import Any

LOADED = (
    "alerts.channels.email",
    "alerts.channels.webhook",
    "alerts.digests.render",
    "crawler.crawl",
    "crawler.pages",
    "hajiz.cli.app",
    "hajiz.cli.show",
    "hajiz.collect",
    "hajiz.config.read",
    "hajiz.dispatch.digests",
    "hajiz.standing",
    "rich.progress",
)


def serve() -> None:
    """Run what is asked for until nobody asks any more."""
    for name in LOADED:
        import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if not pid:
            become(request)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


def become(request: dict[str, Any]) -> None:
    """Be the command, to its end."""
    from hajiz.__main__ import main

    for number, path in enumerate((os.devnull, request["out"], request["err"])):
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY
        os.dup2(os.open(path, flags, 0o600), number)
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["hajiz", *request["arguments"]]
    sys.exit(main())


if __name__ == "__main__":
    serve()
