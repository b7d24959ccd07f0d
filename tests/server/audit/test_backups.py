"""A backup is whole or refused: cut, changed, moved, of another key, or of another program."""

import io
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.audit import restoring, sealing
from titrant.server.audit.actor import Actor, program
from titrant.server.audit.appending import (
    append,
    keep,
    new_ref,
    new_secret,
    refs_from,
    secrets_from,
)
from titrant.server.audit.backup_lines import Beside, End, Row, Start, Table
from titrant.server.audit.backups import own_key, write
from titrant.server.audit.installing import check_kind, installed, is_empty
from titrant.server.audit.kinds import entry_kind, kind_named
from titrant.server.audit.laying_out import NotEmpty, lay_out
from titrant.server.audit.models import ChainEnd, Entry
from titrant.server.audit.restoring import load
from titrant.server.audit.sealing import Key, NotOpened, Sealed, lines, opened
from titrant.server.config.installation import Installation, WrongKind

KEY = Key(b"a key file")
START = Start("0.1.0", "demonstration", [], 0)
Line = Start | Beside | Table | Row | End


def sealed(content: bytes, key: Key = KEY) -> bytes:
    file = io.BytesIO()
    file.fileno = lambda: 0  # type: ignore[method-assign]
    box = Sealed(file, key)
    box.write(content)
    box.close()
    return file.getvalue()


@pytest.fixture(autouse=True)
def _no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing.os, "fsync", lambda _: None)  # type: ignore[attr-defined]


def unsealed(content: bytes, key: Key = KEY) -> bytes:
    return b"".join(opened(io.BytesIO(content), key))


def test_what_was_sealed_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "PIECE", 64)

    @given(st.lists(st.binary(max_size=300), max_size=8))
    def comes_out(parts: list[bytes]) -> None:
        whole = b"".join(parts)
        assert unsealed(sealed(whole)) == whole

    comes_out()


def test_what_is_sealed_goes_out_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the end, too: a backup is never whole in memory."""
    monkeypatch.setattr(sealing, "PIECE", 64)
    file = io.BytesIO()
    file.fileno = lambda: 0  # type: ignore[method-assign]
    box = Sealed(file, KEY)
    head = file.tell()
    whole = b"".join(sha256(bytes([n])).digest() for n in range(256)) * 9  # that packs to less
    noise = b"".join(
        sha256(n.to_bytes(2, "big")).digest() for n in range(4000)
    )  # and that does not
    box.write(whole + noise)
    assert file.tell() > head + len(noise) // 2
    box.close()
    assert unsealed(file.getvalue()) == whole + noise


def test_a_passphrase_opens_what_it_sealed() -> None:
    phrase = Key(b"seven geese at noon", passphrase=True)
    file = sealed(b"words", phrase)
    assert unsealed(file, phrase) == b"words"
    with pytest.raises(NotOpened, match="This key does not open"):
        unsealed(file, Key(b"seven geese at dawn", passphrase=True))
    with pytest.raises(NotOpened, match="opens with a passphrase"):
        unsealed(file)


def pieces(content: bytes) -> tuple[bytes, list[bytes]]:
    head, _, rest = content.partition(b"\n")
    found = []
    while rest:
        size = 4 + int.from_bytes(rest[:4], "big")
        found.append(rest[:size])
        rest = rest[size:]
    return head + b"\n", found


def test_pieces_that_were_cut_moved_doubled_or_changed_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealing, "PIECE", 64)
    file = sealed(bytes(range(256)) * 3)
    head, parts = pieces(file)
    assert len(parts) > 3
    wrong = [head + b"".join(parts[:count]) for count in range(len(parts))]
    wrong += [head + b"".join(parts[1:]), head + b"".join([parts[1], parts[0], *parts[2:]])]
    wrong += [head + b"".join([parts[0], *parts]), file + b"x", file[:-1], file[: len(head) + 2]]
    wrong += [head + b"\x7f\xff\xff\xff", head + b"\0\0\0\0"]
    wrong += [file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :] for at in range(len(file))]
    for odd in wrong:
        with pytest.raises((NotOpened, ValueError)):
            unsealed(odd)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"PK\x03\x04\n", "not a backup of Titrant"),
        (b"", "not a backup of Titrant"),
        (b'{"titrant":"titrant backup 2","key":"key file","salt":""}\n', "a later version"),
    ],
)
def test_another_file_is_refused_in_words(head: bytes, words: str) -> None:
    with pytest.raises(NotOpened, match=words):
        unsealed(head)


def test_half_a_line_is_refused() -> None:
    assert list(lines(io.BytesIO(sealed(b"a\nb\n")), KEY)) == [b"a", b"b"]
    with pytest.raises(NotOpened, match="middle of a line"):
        list(lines(io.BytesIO(sealed(b"a\nb")), KEY))


def file_of(folder: Path, *said: Line) -> Path:
    path = folder / "made.backup"
    path.write_bytes(sealed(b"".join(msgspec.json.encode(line) + b"\n" for line in said)))
    return path


def test_files_are_laid_out_in_an_empty_folder_only(tmp_path: Path) -> None:
    told = Beside("keys/one.key", b64encode(b"secret").decode())
    file = file_of(tmp_path, START, told, Table("audit.entry", []))
    home = tmp_path / "into"
    assert lay_out(file, KEY, home) == START
    assert (home / "keys" / "one.key").read_bytes() == b"secret"
    with pytest.raises(NotEmpty, match="never over records"):
        lay_out(file, KEY, home)


def test_a_backup_of_files_alone_is_laid_out(tmp_path: Path) -> None:
    assert lay_out(file_of(tmp_path, START), KEY, tmp_path / "into") == START


@pytest.mark.parametrize("path", ["../outside", "/etc/outside"])
def test_a_file_outside_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(NotOpened, match="outside of its installation"):
        lay_out(file_of(tmp_path, START, Beside(path, "")), KEY, tmp_path / "into")
    assert not (tmp_path / "outside").exists()


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotOpened, match="does not say which"):
        lay_out(file_of(tmp_path, End(0)), KEY, tmp_path / "into")


@pytest.mark.django_db
def test_rows_that_are_not_counted_right_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotOpened, match="says 2 rows, and holds 1"):
        load(
            file_of(
                tmp_path,
                START,
                Table("audit.chainend", ["chain", "number", "digest", "recorded"]),
                Row([1, 1, "a", None]),
                End(2),
            ),
            KEY,
        )


@pytest.mark.django_db
def test_rows_are_never_loaded_over_records(nurse: Acting, tmp_path: Path) -> None:
    path = tmp_path / "one.backup"
    assert write(path, own_key()) > 0
    before = ChainEnd.objects.count()
    with pytest.raises(NotEmpty, match="never over"):
        load(path, own_key())
    assert ChainEnd.objects.count() == before


@pytest.mark.django_db
def test_a_backup_that_fails_leaves_no_file(
    clinic: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Sealed, "close", fail)
    with pytest.raises(OSError, match="no space"):
        write(tmp_path / "one.backup", own_key())
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.django_db
def test_a_database_is_of_one_kind(own_home: Installation) -> None:
    assert is_empty()
    check_kind()
    check_kind()
    assert Entry.objects.filter(kind=installed.name).count() == 1
    assert is_empty()
    object.__setattr__(own_home, "kind", "clinic")
    with pytest.raises(WrongKind, match="that of a demonstration, and a clinic was asked for"):
        check_kind()


@pytest.mark.django_db
def test_a_record_that_does_not_say_its_kind_is_refused(clinic: object) -> None:
    assert not is_empty()
    with pytest.raises(WrongKind, match="unknown kind"):
        check_kind()


@pytest.mark.django_db
def test_rows_say_what_they_are_without_saying_of_whom(nurse: Acting) -> None:
    entry = Entry.objects.filter(by=None).first()
    assert entry is not None
    with pytest.raises(ValueError, match="about no patient"):
        _ = entry.about
    with pytest.raises(ValueError, match="written by the program"):
        _ = entry.person
    assert str(keep(b"scan", "image/png")) == "image/png, 4 bytes"
    assert str(ChainEnd.objects.get(chain=0)).startswith("0: ")


def test_an_actor_is_somebody_and_one() -> None:
    for odd in ({}, {"account": 1, "agent": "x"}):
        with pytest.raises(ValueError, match="a person or a named part"):
            Actor(**odd)  # type: ignore[arg-type]


def test_a_kind_has_one_name() -> None:
    with pytest.raises(ValueError, match="two kinds of entry"):
        entry_kind(installed.name, installed.told, installed.body)(installed.project)
    assert kind_named(installed.name) is installed
    with pytest.raises(KeyError):
        kind_named("nothing")


@pytest.mark.django_db
def test_a_demonstrations_ids_are_the_same_each_time() -> None:
    wanted = UUID(int=7)
    with refs_from(lambda: wanted):
        assert new_ref() == wanted
        assert append(installed, installed.body("x"), by=program("tests")).ref == wanted
    assert new_ref() != wanted


def test_what_links_end_in_is_known_in_a_demonstration_alone() -> None:
    with secrets_from(lambda: "made-up"):
        assert new_secret() == "made-up"
    made = {new_secret() for _ in range(9)}
    assert len(made) == 9
    assert min(map(len, made)) >= 43  # 32 bytes of the machine's chance, in base 64


@pytest.mark.django_db
@pytest.mark.usefixtures("nurse")
def test_many_rows_are_loaded_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "ROWS_AT_ONCE", 2)
    loaded = restoring._Table(Table("audit.chainend", ["chain", "number", "digest"]))
    before = ChainEnd.objects.count()
    for chain in (901, 902, 903):
        loaded.add(Row([chain, 0, "a"]))
    assert (ChainEnd.objects.count() - before, len(loaded.rows)) == (2, 1)


@pytest.mark.django_db
def test_automatic_numbers_go_on_where_the_rows_of_a_backup_end() -> None:
    Account.objects.bulk_create([Account(id=900, email="ana@clinic.example", name="Ana")])
    restoring._count_on()
    assert Account.objects.create(email="bo@clinic.example", name="Bo").pk == 901
