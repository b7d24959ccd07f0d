"""A record from a newer program, and an auditor with no more than a public key."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from msgspec import Struct

from titrant.cli import record_commands
from titrant.cli.main import main
from titrant.server.accounts.acting import Acting
from titrant.server.audit import digests, kinds
from titrant.server.audit.actor import program
from titrant.server.audit.appending import append
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences, rebuild, state, unknown
from titrant.server.audit.verifying import verify
from titrant.server.patients import actions, entries
from titrant.server.patients.models import Patient

pytestmark = pytest.mark.django_db


class Tomorrow(Struct, frozen=True):
    """What a later version writes."""

    what: str


@pytest.fixture
def newer(nurse: Acting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Entry]:
    """An entry that a later version wrote, as it is found by this one."""
    actions.register(said=entries.PatientSaid(name="Mara Ellison"), by=nurse)
    with monkeypatch.context() as later:
        later.setattr(kinds, "_KINDS", dict(kinds._KINDS))
        kind = kinds.entry_kind("pumps.set", "set a pump", Tomorrow)(lambda *_: None)
        entry = append(kind, Tomorrow("a pump"), by=nurse.actor)
    yield entry
    entry.refresh_from_db()  # it is there, whatever was done


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands on the database of the test, which is up to date."""
    monkeypatch.setattr(record_commands, "prepare_what_is_there", lambda: None)


def test_verify_names_what_it_does_not_know(newer: Entry) -> None:
    found = [str(fault) for fault in verify()]
    row = f"row {newer.number} (pumps.set, {newer.recorded:%Y-%m-%d %H:%M})"
    assert found == [f"Chain 1: {row} is of a kind that this version does not know."]


def test_rebuild_keeps_it_and_says_so(
    newer: Entry, commands: None, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state()
    assert main(["rebuild"]) == 0
    assert "pumps.set: kept, and unknown to this version" in capsys.readouterr().err
    assert unknown() == {"pumps.set": 1}
    assert state() == before
    assert differences() == []
    assert Patient.objects.count() == 1


def test_rebuild_says_nothing_of_what_it_knows(
    clinic: object, commands: None, capsys: pytest.CaptureFixture[str]
) -> None:
    Patient.objects.all().delete()
    assert unknown() == {}
    assert main(["rebuild"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("1 entry read; ")
    assert said.err == ""


@pytest.mark.parametrize("name", ["patients.registered", "audit.digested"])
def test_a_body_that_this_version_cannot_read_is_named(
    nurse: Acting, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    kind = kinds.kind_named(name)
    with monkeypatch.context() as later:
        odd = kinds.EntryKind(kind.name, kind.told, Tomorrow, lambda *_: None, ())
        later.setitem(kinds._KINDS, kind.name, odd)
        entry = append(odd, Tomorrow("another shape"), by=nurse.actor)
    found = [str(fault) for fault in verify()]
    assert f"row {entry.number} ({name}" in found[0]
    assert found[0].endswith("says what this version cannot read.")


def test_one_row_is_one_row(db: None, commands: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "0 rows: the record can be believed.\n"
    append(digests.digested, digests.Digested(NOW.date(), 1, ""), by=program("tests"))
    assert main(["verify"]) == 1
    assert "\n1 row: changed, see above.\n" in capsys.readouterr().out


NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def signed(nurse: Acting, tmp_path: Path) -> Path:
    """A record with a digest, whose key is out of reach, and the file of its public key."""
    digests.write(NOW.date())
    key = settings.INSTALLATION.signing_key().public_key()
    (settings.INSTALLATION.home / "keys" / "digest-signing.key").unlink()
    path = tmp_path / "public-key"
    path.write_text(key.public_bytes_raw().hex() + "\n")
    return path


def test_an_auditor_checks_with_the_public_key_alone(
    signed: Path, commands: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--public-key", str(signed)]) == 0
    assert "can be believed" in capsys.readouterr().out
    assert not (settings.INSTALLATION.home / "keys" / "digest-signing.key").exists()


def test_another_key_believes_nothing(
    signed: Path, commands: None, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    signed.write_text(other)
    assert main(["verify", "--public-key", str(signed)]) == 1
    assert "does not bear our signature" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "abc", "00" * 31, "no key at all", "é" * 64, None])
def test_what_is_no_public_key_is_refused_in_words(
    tmp_path: Path, commands: None, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert main(["verify", "--public-key", str(path)]) == 2
    assert "public key" in (said := capsys.readouterr().err) or "no key file" in said


def test_rebuild_reads_a_chain_of_its_own_kinds(newer: Entry) -> None:
    assert rebuild() == Entry.objects.filter(sort="write").count()
