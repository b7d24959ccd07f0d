"""Serve the clinic's pages, with the worker beside them: one command starts both and ends both."""

import errno
import http.client
import os
import socket
import ssl
import subprocess  # nosec B404: starts this program's own worker
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from titrant.server.config.starting import let_go

ENDS_WITHIN = 30  # seconds that the worker has for the job in hand
HIGHEST_PORT = 65_535
MOST_WORKERS = 64
LOOK = 0.1  # seconds between two looks whether the pages answer
AGAIN = 5.0  # seconds before a worker that ended by itself is started again


class NotServed(Exception):
    """Pages cannot be served as was asked for; the sentence says why, and how to mend it."""


@dataclass(frozen=True)
class Serving:
    """Where the pages are served, by how many processes, under which certificate."""

    host: str = "localhost"
    port: int = 8000
    workers: int = 1
    cert: Path | None = None
    key: Path | None = None
    origin: str = ""

    def __post_init__(self) -> None:
        """Refuse half a certificate, no processes, and what is no port."""
        if (self.cert is None) != (self.key is None):
            raise NotServed("--cert and --key are given together: the certificate and its key.")
        for file in (self.cert, self.key):
            if file is not None and not file.is_file():
                raise NotServed(f"There is no file {file}.")
        if not 1 <= self.port <= HIGHEST_PORT:
            raise NotServed(f"--port is {self.port}. Write a port from 1 to {HIGHEST_PORT}.")
        if not 1 <= self.workers <= MOST_WORKERS:
            raise NotServed(
                f"--workers is {self.workers}. Write a number from 1 to {MOST_WORKERS}."
            )

    @property
    def listens_at(self) -> str:
        """The address of this machine at which pages are served."""
        return "127.0.0.1" if self.host == "localhost" else self.host

    def check_free(self) -> None:
        """Refuse a port at which somebody listens, and one that may not be listened at.

        The web server lets several processes listen at one port, which is how it has several;
        two installations there would answer in turn, each with its own record.
        """
        family = socket.AF_INET6 if ":" in self.listens_at else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.listens_at, self.port))
            except OSError as error:
                why = f"{error.strerror}. Choose another --host, or another --port."
                if error.errno == errno.EADDRINUSE:
                    why = "something answers there already. End it, or choose another --port."
                raise NotServed(
                    f"Pages cannot be served at {self.host}, port {self.port}: {why}"
                ) from None

    @property
    def address(self) -> str:
        """The address that people type. Passkeys need `localhost`, or a name under TLS."""
        scheme = "http" if self.cert is None else "https"
        return self.origin.rstrip("/") or f"{scheme}://localhost:{self.port}"

    def to_environment(self) -> None:
        """Tell the settings, here and in every process that is started, before they are read."""
        os.environ["TITRANT_ORIGIN"] = self.address
        os.environ["TITRANT_TLS"] = "1" if self.address.startswith("https:") else "0"


def serve(serving: Serving, ready: Callable[[], None]) -> None:
    """Serve until asked to stop; `ready` is called once, when a page has answered."""
    let_go()
    over = threading.Event()
    worker = threading.Thread(target=_keep_working, args=(over,), name="worker")
    look = threading.Thread(target=_when_alive, args=(serving, over, ready), name="ready")
    worker.start()
    look.start()
    try:
        Server(
            "titrant.server.config.asgi:application",
            address=serving.listens_at,
            port=serving.port,
            interface=Interfaces.ASGINL,
            workers=serving.workers,
            blocking_threads=1,
            websockets=False,
            log_level=LogLevels.warning,
            log_access=False,
            ssl_cert=serving.cert,
            ssl_key=serving.key,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
    finally:
        over.set()
        look.join()
        worker.join()


def _keep_working(over: threading.Event) -> None:
    """Run the worker as a process of its own, again where it ended by itself."""
    command = [sys.executable, "-m", "titrant", "worker", "--with", str(os.getpid())]
    while not over.is_set():
        worker = subprocess.Popen(command, start_new_session=True)  # nosec B603: our own
        while worker.poll() is None and not over.wait(LOOK):
            pass
        _end(worker)
        over.wait(AGAIN)


def _end(worker: "subprocess.Popen[bytes]") -> None:
    worker.terminate()
    try:
        worker.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def _when_alive(serving: Serving, over: threading.Event, ready: Callable[[], None]) -> None:
    while not over.wait(LOOK):
        if alive(serving):
            ready()
            return


def alive(serving: Serving) -> bool:
    """Return whether the pages answer."""
    everywhere = {"0.0.0.0", "::", "localhost"}  # nosec B104
    host = "127.0.0.1" if serving.host in everywhere else serving.host
    connection = (
        http.client.HTTPConnection(host, serving.port, timeout=5)
        if serving.cert is None
        else http.client.HTTPSConnection(
            host, serving.port, timeout=5, context=_trusting(serving.cert)
        )
    )
    try:
        connection.request("GET", "/alive", headers={"Host": f"localhost:{serving.port}"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _trusting(cert: Path) -> ssl.SSLContext:
    """Trust the very certificate that is served, whatever name it is for."""
    context = ssl.create_default_context(cafile=str(cert))
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
