"""The page on what the demonstration left, until somebody has seen enough."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from hajiz.assembly import Assembly, assemble, unsubscribe_key
from hajiz.clock import utc_now
from hajiz.config.read import load
from hajiz.web.app import WebServer, application
from hajiz.web.site import Site


def show_page(config: Path, tell: Callable[[str], None]) -> None:
    """
    Serve the page of the demonstration that *config* is of until Ctrl-C; *tell* hears where it is.

    Nothing is polled or sent meanwhile, and nothing is left running.

    Raises:
        HajizError: the database cannot be opened.
    """
    with assemble(load(config, {}), utc_now()) as assembly:
        try:
            asyncio.run(_serve(assembly, tell))
        except KeyboardInterrupt:
            tell("")


async def _serve(assembly: Assembly, tell: Callable[[str], None]) -> None:
    key = unsubscribe_key(assembly.database)
    server = WebServer(assembly.config.web, application(Site(lambda: assembly, utc_now, key)))
    server.start()
    tell(f"The page:      http://{assembly.config.web.listen}/   (Ctrl-C ends it)")
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()
