"""What the tests of more than one package share."""

from collections.abc import Iterator

import pytest

from tests.reactorloop import Loop, reactor_loop


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    """The one reactor of this process, in a thread of its own."""
    with reactor_loop() as running:
        yield running
