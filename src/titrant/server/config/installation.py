"""Where an installation keeps its files, and which kind it is: a demonstration, or a clinic."""

import json
import os
import secrets
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

MADE_BY_MAKE = Path(".titrant")  # where `make run` keeps its demonstration
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class Kind(StrEnum):
    """What an installation is for; it never changes."""

    DEMONSTRATION = "demonstration"
    CLINIC = "clinic"


class NotStarted(Exception):
    """What the environment says does not do; the sentence says what, and how to mend it."""


class WrongKind(NotStarted):
    """A demonstration was started where a clinic lives, or the other way round."""


def demonstration_asked_for() -> bool:
    """Return whether TITRANT_DEMO asks for a demonstration; raise for a word that says neither."""
    said = os.environ.get("TITRANT_DEMO", "")
    if said not in {"", "0", "1"}:
        raise NotStarted(
            f"TITRANT_DEMO is “{said}”. Write 1 for a demonstration; 0, or nothing, for a clinic."
        )
    return said == "1"


def usual_home(kind: Kind) -> Path:
    """Return where an installation of this kind lies where TITRANT_HOME names no folder."""
    name = "titrant" if kind is Kind.CLINIC else "titrant-demonstration"
    return Path.home() / ".local" / "share" / name


def found_home() -> Path | None:
    """Return the home of what is there already, where TITRANT_HOME names none; None if nothing is.

    A clinic of this person comes first, then a demonstration, then what `make run` began in this
    folder; TITRANT_DEMO rules out the other kind.
    """
    asked = {"1": (Kind.DEMONSTRATION,), "0": (Kind.CLINIC,)}
    either = (Kind.CLINIC, Kind.DEMONSTRATION)
    for kind in asked.get(os.environ.get("TITRANT_DEMO", ""), either):
        if Installation(usual_home(kind), kind).exists:
            return usual_home(kind)
    return MADE_BY_MAKE if MADE_BY_MAKE.is_dir() else None


def settle_on_what_is_there() -> None:
    """Set TITRANT_HOME and TITRANT_DEMO, where they say nothing, to the installation that is there.

    For commands that look after one; what may begin one asks for its kind by name.
    """
    home = os.environ.get("TITRANT_HOME") or found_home()
    if home is None:
        return
    os.environ["TITRANT_HOME"] = str(home)
    kind = Installation.from_environment().noted_kind
    if kind is not None and not os.environ.get("TITRANT_DEMO"):
        os.environ["TITRANT_DEMO"] = "1" if kind is Kind.DEMONSTRATION else "0"


@dataclass(frozen=True)
class Installation:
    """One folder with everything that is not in the database: keys, anchors, digests, backups."""

    home: Path
    kind: Kind

    @classmethod
    def from_environment(cls) -> "Installation":
        """Return the installation that TITRANT_HOME and TITRANT_DEMO name."""
        kind = Kind.DEMONSTRATION if demonstration_asked_for() else Kind.CLINIC
        home = os.environ.get("TITRANT_HOME") or usual_home(kind)
        return cls(Path(home).absolute(), kind)

    @property
    def exists(self) -> bool:
        """Whether something was started here before."""
        return self._note.is_file()

    @property
    def noted_kind(self) -> Kind | None:
        """The kind that was noted when it began; None where nothing was started here."""
        if not self.exists:
            return None
        return Kind(json.loads(self._note.read_text(encoding="utf-8"))["kind"])

    @property
    def database(self) -> Path:
        """The embedded database."""
        return self.home / "titrant.sqlite3"

    @property
    def anchors(self) -> Path:
        """Where the last row of each chain is noted, outside the database."""
        return self._folder("anchors")

    @property
    def digests(self) -> Path:
        """Where the signed digest of each day is written."""
        return self._folder("digests")

    @property
    def backups(self) -> Path:
        """Where encrypted backups are written."""
        return self._folder("backups")

    def prepare(self) -> None:
        """Make the folder, and note its kind; raise `WrongKind` where it is of the other kind."""
        try:
            self.home.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            raise NotStarted(
                f"{self.home} cannot be the home of an installation: {error.strerror}. "
                "Name a folder of your own with TITRANT_HOME."
            ) from None
        kind = self.noted_kind
        if kind is None:
            _write_private(self._note, json.dumps({"kind": self.kind}).encode())
        elif kind is not self.kind:
            raise WrongKind(
                f"{self.home} is the home of a {kind}, and a {self.kind} was asked for. "
                "They never share an installation. Choose another folder with TITRANT_HOME."
            )

    def address(self) -> str:
        """Return the address under which pages were served last: links of commands lead there."""
        note = self.home / "address"
        found = note.read_text(encoding="utf-8") if note.exists() else ""
        return found or "http://localhost:8000"

    def note_address(self, address: str) -> None:
        """Note under which address pages are served from now on."""
        (self.home / "address").write_text(address, encoding="utf-8")

    def secret(self, name: str) -> str:
        """Return a secret of this installation; it is made when it is asked for first."""
        path = self._folder("keys") / f"{name}.key"
        if not path.exists():
            _write_private(path, secrets.token_urlsafe(48).encode())
        return path.read_text(encoding="ascii")

    def signing_key(self) -> Ed25519PrivateKey:
        """Return the key that signs the daily digests; it is never in the database."""
        path = self._folder("keys") / "digest-signing.key"
        if not path.exists():
            key = Ed25519PrivateKey.generate()
            _write_private(path, key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())

    @property
    def _note(self) -> Path:
        return self.home / "installation.json"

    def _folder(self, name: str) -> Path:
        folder = self.home / name
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        return folder


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all, and never over another."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass  # another process of this installation was first: its key counts
    finally:
        part.unlink()
