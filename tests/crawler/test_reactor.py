"""The one reactor of a process, in processes of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import asyncio, sys, time
from crawler import reactor

async def seven():
    await asyncio.sleep(0)
    return 7

async def broken():
    raise LookupError("broken")

async def endless():
    print("running", flush=True)
    try:
        await asyncio.sleep(60)
    finally:
        print("cleaned up", flush=True)

async def leaves_a_task():
    async def left():
        try:
            await asyncio.sleep(60)
        finally:
            print("ended", flush=True)
    asyncio.ensure_future(left())
    await asyncio.sleep(0)

{code}
"""


def start(tmp_path: Path, code: str) -> subprocess.Popen[str]:
    """Start a process that runs *code* after the definitions above."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.replace("{code}", code))
    return subprocess.Popen(
        [sys.executable, "-W", "error", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        text=True,
    )


def output(tmp_path: Path, code: str) -> str:
    """Return what such a process prints; it must not complain."""
    with start(tmp_path, code) as process:
        printed, complaints = process.communicate(timeout=90)
    assert complaints == ""
    return printed


def test_the_result_is_returned(tmp_path: Path) -> None:
    """What the coroutine returns comes out."""
    assert output(tmp_path, "print(reactor.run(seven))") == "7\n"


def test_an_error_is_raised(tmp_path: Path) -> None:
    """What the coroutine raises comes out."""
    code = "try: reactor.run(broken)\nexcept LookupError as error: print(error)"

    assert output(tmp_path, code) == "broken\n"


def test_a_second_run_is_refused(tmp_path: Path) -> None:
    """With a sentence, instead of Twisted's silence."""
    code = "reactor.run(seven)\ntry: reactor.run(seven)\nexcept RuntimeError as error: print(error)"

    assert output(tmp_path, code) == "a reactor runs once in a process; start a new process\n"


def test_tasks_left_over_are_ended(tmp_path: Path) -> None:
    """Nothing hangs around on a loop that does not turn."""
    assert output(tmp_path, "reactor.run(leaves_a_task)") == "ended\n"


def test_ctrl_c_cancels_and_interrupts(tmp_path: Path) -> None:
    """The coroutine may clean up; then the program ends as Ctrl-C says."""
    code = "try: reactor.run(endless)\nexcept KeyboardInterrupt: print('interrupted')"
    with start(tmp_path, code) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGINT)
        printed, complaints = process.communicate(timeout=90)

    assert (printed, complaints) == ("cleaned up\ninterrupted\n", "")
