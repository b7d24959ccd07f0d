"""`titrant verify`, `rebuild`, `backup`, `restore`: what an auditor, and a bad day, ask for."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from getpass import getpass
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from titrant.cli.printing import json_text, say, warn
from titrant.cli.server_commands import prepare_what_is_there
from titrant.cli.status import DONE, HELD, BadInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from titrant.server.audit.sealing import Key

EACH = 997  # rows between two strokes of the bar: the last digits are seen to move


def add_to(commands: Any, name: str) -> None:
    """Add one of the commands to the parser."""
    what, run = {
        "verify": ("check that nobody changed the record behind its back", run_verify),
        "rebuild": ("write the tables that follow from the record again", run_rebuild),
        "backup": ("write an encrypted backup", run_backup),
        "restore": ("restore a backup into an empty installation", run_restore),
    }[name]
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=what, description=f"{what[0].upper()}{what[1:]}.", allow_abbrev=False
    )
    if name == "verify":
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--public-key", type=Path, metavar="FILE", help="check the digests against this key"
        )
    if name == "backup":
        parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="a new file")
    if name == "restore":
        parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
        parser.add_argument(
            "--into", type=Path, required=True, metavar="FOLDER", help="an empty folder"
        )
    if name in {"backup", "restore"}:
        group = parser.add_mutually_exclusive_group(required=name == "restore")
        group.add_argument("--key", type=Path, metavar="FILE", help="the file with the key")
        group.add_argument("--passphrase", action="store_true", help="ask for a passphrase")
    parser.set_defaults(run=run)


class Bar:
    """Strokes on a terminal that stand for what was done, of what there is; else silence."""

    def __init__(self, what: str, all_of_it: int) -> None:
        self.what, self.all_of_it = what, max(all_of_it, 1)
        self.shown = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        """Show how much is done."""
        if self.shown and done % EACH == 0:
            self._draw(done)

    def close(self) -> None:
        """Leave the line empty for what comes."""
        if self.shown:
            print(f"\r{' ' * 70}\r", end="", file=sys.stderr, flush=True)

    def _draw(self, done: int) -> None:
        part = min(done / self.all_of_it, 1)
        strokes = "█" * round(part * 30)
        print(
            f"\r{self.what} {strokes:<30} {done} of {self.all_of_it}",
            end="",
            file=sys.stderr,
            flush=True,
        )


def run_verify(typed: argparse.Namespace) -> int:
    """Check the whole record; 0 where it can be believed, 1 where not."""
    key = None if typed.public_key is None else _public_key(typed.public_key)
    prepare_what_is_there()
    from titrant.server.audit.models import Entry
    from titrant.server.audit.verifying import not_compared, verify

    rows = Entry.objects.count()
    faults = _with_bar("checking", rows, lambda told: verify(told, key))
    beside = [] if faults else not_compared()
    if typed.json:
        found = {"rows": rows, "believed": not faults, "faults": [str(f) for f in faults]}
        say(json_text({**found, "not_compared": beside}))
    else:
        for line in beside:
            say(line)
        for fault in faults:
            say(str(fault))
        counted = "1 row" if rows == 1 else f"{rows} rows"
        say(f"{counted}: {'the record can be believed' if not faults else 'changed, see above'}.")
    return HELD if faults else DONE


def run_rebuild(_: argparse.Namespace) -> int:
    """Write every projection again."""
    prepare_what_is_there()
    from titrant.server.audit.rebuilding import rebuild, unknown, writes

    done = _with_bar("rebuilding", writes().count(), rebuild)
    read = "1 entry" if done == 1 else f"{done} entries"
    say(f"{read} read; every table that follows from them was written again.")
    for kind, count in unknown().items():
        warn(f"{kind}: kept, and unknown to this version, so nothing follows from it: {count}.")
    return DONE


def run_backup(typed: argparse.Namespace) -> int:
    """Write a backup into a new file."""
    if typed.to.exists():
        raise BadInput(f"{typed.to} is there already. Name a new file.")
    if not typed.to.parent.is_dir():
        raise BadInput(f"There is no folder {typed.to.parent}.")
    prepare_what_is_there()
    from titrant.server.audit import backups
    from titrant.server.audit.models import Entry
    from titrant.server.config.installation import Installation

    own = not typed.key and not typed.passphrase
    key = backups.own_key() if own else _key(typed, twice=True)
    rows = _with_bar(
        "writing", Entry.objects.count(), lambda told: backups.write(typed.to, key, told)
    )
    say(f"{rows} rows written to {typed.to}.")
    if own:
        kept = Installation.from_environment().home / "keys" / "backup.key"
        warn(f"It opens with {kept}. Keep a copy of that file elsewhere: without it, no restore.")
    return DONE


def run_restore(typed: argparse.Namespace) -> int:
    """Restore a backup, and check the record that came of it."""
    if not typed.file.is_file():
        raise BadInput(f"There is no file {typed.file}.")
    key = _key(typed, twice=False)
    with whole_or_nothing(typed.into):
        rows = _restore(typed.file, key, typed.into)
    say(f"{rows} rows restored into {typed.into}.")
    typed.json, typed.public_key = False, None
    return run_verify(typed)


def _restore(file: Path, key: "Key", into: Path) -> int:
    """Write the files and the rows of a backup; return how many rows those were."""
    from titrant.server.audit.laying_out import lay_out
    from titrant.server.config import starting

    start = lay_out(file, key, into)
    os.environ["TITRANT_HOME"] = str(into.absolute())
    os.environ["TITRANT_DEMO"] = "1" if start.kind == "demonstration" else "0"
    starting.ready()
    starting.bring_up_to_date()
    from titrant.server.audit import restoring

    rows: int = _with_bar("reading", start.rows, lambda told: restoring.load(file, key, told))
    return rows


@contextmanager
def whole_or_nothing(into: Path) -> Iterator[None]:
    """Leave an empty folder as it was where filling it fails; say in a sentence why it did.

    What is no fault of what was typed, or of a disk or a database, is raised as it came.
    """
    from titrant.server.audit.laying_out import NotEmpty, check_empty_home
    from titrant.server.audit.sealing import NotOpened
    from titrant.server.config.installation import NotStarted
    from titrant.server.config.starting import DatabaseError

    try:
        check_empty_home(into)
    except NotEmpty as error:
        raise BadInput(str(error)) from None
    except OSError as error:
        raise BadInput(f"{into} is no empty folder: {error.strerror}. Name another.") from None
    missing = [folder for folder in (into, *into.parents) if not folder.exists()]
    try:
        yield
    except BaseException as error:
        _empty(into, missing)
        left = f"Nothing was restored, and nothing is left in {into}."
        match error:
            case NotOpened() | NotEmpty():
                raise BadInput(str(error)) from None
            case NotStarted() | DatabaseError():
                said = str(error).strip().partition("\n")[0]
                raise BadInput(
                    f"{said.removesuffix('.')}. {left} DATABASE_URL says which database is used: "
                    "start it or name another, and restore again."
                ) from None
            case OSError():
                raise BadInput(
                    f"{error.filename or into} cannot be written: {error.strerror}. {left} "
                    "Mend that, or name another folder, and restore again."
                ) from None
            case _:
                raise


def _empty(folder: Path, missing: list[Path]) -> None:
    """Remove what is in a folder that was empty, and those of the folders that were not there."""
    for inside in folder.iterdir() if folder.is_dir() else ():
        rmtree(inside) if inside.is_dir() else inside.unlink()
    for made in missing:
        with suppress(OSError):  # never made, or somebody put something beside it meanwhile
            made.rmdir()


def _with_bar(what: str, rows: int, work: Callable[[Callable[[int], None]], Any]) -> Any:
    bar = Bar(what, rows)
    try:
        return work(bar)
    finally:
        bar.close()


def _public_key(path: Path) -> "Ed25519PublicKey":
    """Read a public key: 64 hexadecimal digits, as how-to “Verify the record” prints them."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not path.is_file():
        raise BadInput(f"There is no key file {path}.")
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    except ValueError:
        raise BadInput(f"{path} holds no public key: it is 64 hexadecimal digits.") from None


def _key(typed: argparse.Namespace, *, twice: bool) -> "Key":
    from titrant.server.audit.sealing import Key

    if typed.key is not None:
        if not typed.key.is_file():
            raise BadInput(f"There is no key file {typed.key}.")
        return Key(typed.key.read_bytes())
    phrase = os.environ.get("TITRANT_PASSPHRASE") or getpass("Passphrase: ")
    if twice and "TITRANT_PASSPHRASE" not in os.environ and phrase != getpass("Once more: "):
        raise BadInput("The two passphrases differ.")
    if len(phrase) < 12:
        raise BadInput("A passphrase has at least 12 signs: this one could be guessed.")
    return Key(phrase.encode(), passphrase=True)
