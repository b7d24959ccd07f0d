"""A server that is switched off and on again: on one record, at one address, later, or after -9."""

import os
import signal
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tests.lib.live_server import LiveServer, started


class Switched:
    """One installation, whose server comes and goes; `live` is the server as it runs now."""

    def __init__(self, server: LiveServer) -> None:
        self.live = server
        self._running = ExitStack()

    def on(self) -> None:
        """Start the server, and wait until it answers."""
        self.live = self._running.enter_context(started(self.live))

    def off(self) -> None:
        """End the server as an operator does."""
        self._running.close()

    def pass_time(self, *, seconds: int) -> None:
        """Let time go by: the server comes back with a clock that is so much further ahead."""
        self.off()
        self.live = replace(self.live, ahead=self.live.ahead + seconds)
        self.on()

    def upgrade(self, source: Path) -> None:
        """Come back as another version of the program, on the same record."""
        self.off()
        self.live = replace(self.live, source=source)
        self.on()

    def kill(self) -> None:
        """End every process of the server at once, as a power cut does: nothing is tidied up."""
        os.killpg(self.live.pid, signal.SIGKILL)
        self.off()
