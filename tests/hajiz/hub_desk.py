"""A subscriber at work with a hub, by a clock that a test sets."""

from collections.abc import Callable
from typing import Any

from crawler.crawl import Crawler
from hajiz.websub import Subscriber, verified
from model import OutletId
from storage import subscriptions
from storage.subscriptions import Subscription
from tests.hajiz.vigil import Vigil
from tests.reactorloop import Loop

A = OutletId("a")


class Desk:
    """A subscriber with its hub, by a clock that a test sets."""

    def __init__(self, vigil: Vigil, loop: Loop) -> None:
        self.vigil = vigil
        self._loop = loop

    def turn(self) -> int:
        """Ask the hubs whose turn it is."""
        return int(self._with_crawler(lambda subscriber: subscriber.turn()))

    def _with_crawler(self, work: Callable[[Subscriber], Any]) -> Any:
        async def main() -> Any:
            async with Crawler(assembly.config.fetch) as crawler:
                return await work(Subscriber(assembly, crawler, self.vigil.clock))

        with self.vigil.opened() as assembly:
            return self._loop.run(main())

    def kept(self) -> Subscription | None:
        """Return the subscription as it is kept."""
        with self.vigil.opened() as assembly, assembly.database.read() as tx:
            return subscriptions.of_outlet(tx, A)

    def answer(self, mode: str, lease: int | None = None) -> bool:
        """Let the hub ask about the subscription."""
        found = self.kept()
        assert found is not None
        with self.vigil.opened() as assembly:
            database = assembly.database
            return verified(database, found.token, mode, found.topic, lease, self.vigil.now)
