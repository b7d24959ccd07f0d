"""The commands of the server, as programs: clinic, verify, rebuild, backup, restore, worker."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError
from tests.lib.apart import Apart
from tests.lib.server_settings import POSTGRESQL

from titrant.cli.record_commands import whole_or_nothing
from titrant.cli.status import BadInput
from titrant.server.audit.sealing import NotOpened

CLINIC = ("clinic", "new", "--zone", "America/New_York", "--admin-email", "ana@clinic.example")
OPENED = (*CLINIC, "--name", "Harbour Clinic")
PATIENTS = """
from tests.lib.clinics import open_clinic, member
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.patients import actions, entries
from titrant.server.sites.models import Clinic
clinic = Clinic.objects.first() or open_clinic(1, "Harbour Clinic")
nurse = acting(member(clinic, Role.NURSE), None)
def register(number):
    return actions.register(
        said=entries.PatientSaid(name=f"Mara Canary {number}", phone="+1 212 555 0199"),
        by=nurse, key=f"k{number}")
"""


def test_the_first_clinic_is_opened_with_an_invitation(installation: Apart) -> None:
    opened = installation.titrant(*CLINIC, "--name", "Harbour Clinic")
    assert opened.returncode == 0, opened.stderr
    secret = re.search(r"http://localhost:8000/join/(\S+)/", opened.stdout)
    assert secret
    said = installation.python(f"""
        from titrant.server.accounts.inviting import invitation_of
        found = invitation_of("{secret[1]}")
        print(found.email, found.role, found.clinic.name)
        """)
    assert said == "ana@clinic.example administrator Harbour Clinic\n"
    again = installation.titrant(*CLINIC, "--name", " Harbour Clinic")
    assert (again.returncode, "already" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "zone", "mail", "words"),
    [
        (" ", "America/New_York", "a@b.example", "--name"),
        ("Hill", "New York", "a@b.example", "no time zone"),
        ("Hill", "../etc/passwd", "a@b.example", "no time zone"),
        ("Hill", "America/New_York", "ana", "no email address"),
    ],
)
def test_a_clinic_is_not_opened_with_odd_words(
    installation: Apart, name: str, zone: str, mail: str, words: str
) -> None:
    typed = ("clinic", "new", "--name", name, "--zone", zone, "--admin-email", mail)
    refused = installation.titrant(*typed)
    assert refused.returncode == 2
    assert words in refused.stderr


def test_verify_believes_a_record_and_rebuild_leaves_it(installation: Apart) -> None:
    installation.python(PATIENTS + "\nfor n in range(3): register(n)")
    believed = installation.titrant("verify", "--json")
    assert believed.returncode == 0
    said = json.loads(believed.stdout)
    assert said["believed"] is True
    assert said["faults"] == []
    assert said["rows"] >= 5
    rebuilt = installation.titrant("rebuild")
    assert rebuilt.returncode == 0
    assert "entries read" in rebuilt.stdout
    assert installation.titrant("verify").returncode == 0


@pytest.mark.skipif(POSTGRESQL, reason="the file of SQLite is changed; test_mutations does both")
def test_verify_names_a_row_that_was_changed_in_the_file(installation: Apart) -> None:
    import sqlite3

    installation.python(PATIENTS + "\nregister(1)")
    database = sqlite3.connect(installation.home / "titrant.sqlite3")
    sql = "SELECT sql FROM sqlite_master WHERE name = 'audit_entry_no_update'"
    (trigger,) = database.execute(sql).fetchone()
    database.execute("DROP TRIGGER audit_entry_no_update")
    database.execute("UPDATE audit_entry SET body = replace(body, 'Mara', 'Nora')")
    database.execute(trigger)
    database.commit()
    database.close()
    found = installation.titrant("verify")
    assert found.returncode == 1
    assert re.search(
        r"Chain 1: row \d+ \(patients.registered, .*\) is not what was written", found.stdout
    )
    assert "Nora" not in found.stdout


def test_a_backup_restores_into_an_empty_folder_and_says_the_same(
    installation: Apart, bare: Callable[..., Apart], tmp_path: Path
) -> None:
    installation.python(PATIENTS + "\nfor n in range(5): register(n)")
    installation.titrant("worker", "--once")
    assert list((installation.home / "backups").glob("titrant-*.backup"))
    file, key = tmp_path / "one.backup", installation.home / "keys" / "backup.key"
    done = installation.titrant("backup", "--to", str(file))
    assert done.returncode == 0, done.stderr
    assert "Keep a copy of that file elsewhere" in done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    assert not [
        word for word in (b"Mara", b"Canary", b"555", b"nurse", b"patients") if word in content
    ]

    told = (
        "from titrant.server.audit.rebuilding import state\n"
        "from titrant.server.audit.models import Entry\n"
        "from titrant.server.accounts.models import Account\n"
        "print(state(), list(Entry.objects.order_by('chain', 'number').values_list()),"
        "list(Account.objects.order_by('pk').values_list()))"
    )
    before = installation.python(told)
    two = bare(TITRANT_DEMO="1")
    restored = two.titrant("restore", str(file), "--into", str(two.home), "--key", str(key))
    assert restored.returncode == 0, restored.stderr
    assert "the record can be believed" in restored.stdout
    assert two.python(told) == before
    two.python(
        PATIENTS.replace("nurse = acting(member", "nurse = acting(member") + "\nregister(99)"
    )
    over = two.titrant("restore", str(file), "--into", str(two.home), "--key", str(key))
    assert (over.returncode, "never over records" in over.stderr) == (2, True)
    again = installation.titrant("backup", "--to", str(file))
    assert (again.returncode, "there already" in again.stderr) == (2, True)


def test_a_backup_opens_with_its_own_key_and_whole_or_not_at_all(
    installation: Apart, bare: Callable[..., Apart], tmp_path: Path
) -> None:
    installation.python(PATIENTS + "\nregister(1)")
    file, cut = tmp_path / "one.backup", tmp_path / "cut.backup"
    phrase = "seven geese at noon"
    with_phrase = Apart(installation.home, {**installation.tells, "TITRANT_PASSPHRASE": phrase})
    assert with_phrase.titrant("backup", "--to", str(file), "--passphrase").returncode == 0
    two = bare(TITRANT_DEMO="1", TITRANT_PASSPHRASE="seven geese at dawn")
    refused = two.titrant("restore", str(file), "--into", str(two.home), "--passphrase")
    assert (refused.returncode, "This key does not open" in refused.stderr) == (2, True)
    key = installation.home / "keys" / "django.key"
    kind = two.titrant("restore", str(file), "--into", str(two.home), "--key", str(key))
    assert (kind.returncode, "opens with a passphrase" in kind.stderr) == (2, True)
    cut.write_bytes(file.read_bytes()[:-7])
    right = Apart(two.home, {**two.tells, "TITRANT_PASSPHRASE": phrase})
    short = right.titrant("restore", str(cut), "--into", str(two.home), "--passphrase")
    assert (short.returncode, "is cut off" in short.stderr) == (2, True)
    assert not two.home.exists()  # nothing was begun
    easy = Apart(two.home, {**two.tells, "TITRANT_PASSPHRASE": "geese"})
    guessed = easy.titrant("restore", str(file), "--into", str(two.home), "--passphrase")
    assert (guessed.returncode, "at least 12" in guessed.stderr) == (2, True)
    for typed in (
        ("restore", str(tmp_path / "none"), "--into", str(two.home), "--passphrase"),
        ("restore", str(file), "--into", str(two.home), "--key", str(tmp_path / "none")),
        ("backup", "--to", str(tmp_path / "no" / "folder")),
    ):
        missing = right.titrant(*typed)
        assert (missing.returncode, "There is no" in missing.stderr) == (2, True), typed


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://desk:geheim@127.0.0.1:1/clinic", "The database cannot be used: connection "),
        ("mysql://desk:geheim@db.example/clinic", "DATABASE_URL is no address of a database"),
        ("sqlite:////proc/none/clinic.sqlite3", "The database /proc/none/clinic.sqlite3 cannot be"),
    ],
)
def test_a_restore_that_finds_no_database_leaves_nothing_and_says_what_to_do(
    installation: Apart, bare: Callable[..., Apart], tmp_path: Path, address: str, says: str
) -> None:
    file, key = tmp_path / "one.backup", str(installation.home / "keys" / "backup.key")
    assert installation.titrant("backup", "--to", str(file)).returncode == 0
    there, beside = tmp_path / "there", tmp_path / "beside"
    there.mkdir()
    beside.touch()
    two = bare(DATABASE_URL=address)
    for into in (there, tmp_path / "not" / "yet"):
        refused = two.titrant("restore", str(file), "--into", str(into), "--key", key)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert says in refused.stderr
        assert f"Nothing was restored, and nothing is left in {into}. " in refused.stderr
        assert "DATABASE_URL says which database is used: start it or name" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert "geheim" not in refused.stderr
    assert list(there.iterdir()) == []
    assert beside.exists()
    assert not (tmp_path / "not").exists()
    again = bare().titrant("restore", str(file), "--into", str(there), "--key", key)
    assert again.returncode == 0, again.stderr


@pytest.mark.skipif(POSTGRESQL, reason="the other database is a file of SQLite")
def test_a_restore_over_the_records_of_another_folder_leaves_both_as_they_were(
    installation: Apart, bare: Callable[..., Apart], tmp_path: Path
) -> None:
    file, key = tmp_path / "one.backup", str(installation.home / "keys" / "backup.key")
    installation.titrant("backup", "--to", str(file))
    two = bare(DATABASE_URL=f"sqlite:///{installation.home}/titrant.sqlite3")
    over = two.titrant("restore", str(file), "--into", str(two.home), "--key", key)
    assert (over.returncode, "give another with DATABASE_URL." in over.stderr) == (
        2,
        True,
    )
    assert not two.home.exists()
    assert installation.titrant("verify").returncode == 0


@pytest.mark.parametrize(
    ("error", "raised", "says"),
    [
        (
            OSError(28, "No space left on device", "keys/a"),
            BadInput,
            "^keys/a cannot be written: N",
        ),
        (
            OSError(5, "Input/output error"),
            BadInput,
            "/new cannot be written: Input/output error. ",
        ),
        (DatabaseError("no such table\nline 1"), BadInput, "^no such table. Nothing was restored"),
        (NotOpened("It is cut off."), BadInput, "^It is cut off.$"),
        (KeyError("a fault of ours"), KeyError, "a fault of ours"),
        (KeyboardInterrupt(), KeyboardInterrupt, None),
    ],
)
def test_a_restore_that_ends_early_takes_with_it_what_it_wrote(
    tmp_path: Path, error: BaseException, raised: type[BaseException], says: str | None
) -> None:
    into = tmp_path / "place" / "new"

    def fails() -> None:
        (into / "keys").mkdir(parents=True)
        (into / "keys" / "a").touch()
        (into / "installation.json").touch()
        raise error

    with pytest.raises(raised, match=says), whole_or_nothing(into):
        fails()
    assert not into.parent.exists()


def test_a_restore_into_what_is_not_empty_touches_nothing(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("kept")
    for into, says in ((tmp_path, "is not empty"), (letter, "is no empty folder: Not a dir")):
        with pytest.raises(BadInput, match=says), whole_or_nothing(into):
            raise AssertionError(into)
    assert letter.read_text() == "kept"


@pytest.mark.parametrize(
    "typed",
    ["verify", "verify --json", "rebuild", "backup --to a.backup", "worker --once",
     "demo-code nurse"],
)  # fmt: skip
def test_a_mistyped_folder_is_not_believed_and_nothing_begins_in_it(
    bare: Callable[..., Apart], typed: str
) -> None:
    nobody = bare()
    refused = nobody.titrant(*typed.split())
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"There is no installation in {nobody.home}." in refused.stderr
    assert not nobody.home.exists()


@pytest.mark.parametrize(
    ("tells", "says"),
    [
        ({"TITRANT_DEMO": "yes"}, "TITRANT_DEMO is “yes”. Write 1 for a demonstration; 0, or"),
        ({"TITRANT_DEMO": "2"}, "TITRANT_DEMO is “2”."),
        ({"TITRANT_HOME": __file__}, f"{__file__} cannot be the home of an installation: "),
        ({"TITRANT_HOME": f"{__file__}/under"}, "cannot be the home of an installation: Not a dir"),
        *(
            ({"DATABASE_URL": address}, "DATABASE_URL is no address of a database that Titrant")
            for address in ("desk", "mysql://desk@db.example/clinic", "postgresql://h:port/clinic")
        ),
        (
            {"DATABASE_URL": "postgresql://desk:geheim@127.0.0.1:1/clinic"},
            "The database cannot be used: connection failed: ",
        ),
        ({"DATABASE_URL": "sqlite:////proc/none/clinic.sqlite3"}, "The database /proc/none/"),
    ],
)
def test_an_environment_that_does_not_do_is_told_in_words(
    tmp_path: Path, tells: dict[str, str], says: str
) -> None:
    refused = Apart(tmp_path / "nobody", {"TITRANT_DEMO": "0", **tells}).titrant(*OPENED)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert says in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "geheim" not in refused.stderr


@pytest.mark.hazard("H53")
def test_a_demonstration_and_a_clinic_never_share(installation: Apart) -> None:
    real = Apart(installation.home, {**installation.tells, "TITRANT_DEMO": "0"})
    refused = real.titrant("verify")
    assert refused.returncode == 2
    assert "is the home of a demonstration, and a clinic was asked for" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.hazard("H53")
def test_what_make_run_began_is_looked_after_from_its_folder_and_never_made_a_clinic(
    installation: Apart, tmp_path: Path
) -> None:
    installation.home.rename(tmp_path / ".titrant")
    env = {**installation.environment, "HOME": str(tmp_path)}

    def typed(home: str, *words: str, kind: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "titrant", *words],
            env={**env, "TITRANT_HOME": home, "TITRANT_DEMO": kind},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    for words in (["verify"], ["rebuild"], ["backup", "--to", "a.backup"], ["worker", "--once"]):
        done = typed("", *words)
        assert done.returncode == 0, (words, done.stderr)
    assert (tmp_path / "a.backup").is_file()
    assert typed(".titrant", "verify").returncode == 0
    odd = typed(".titrant", "verify", kind="yes")
    assert (odd.returncode, "TITRANT_DEMO is “yes”." in odd.stderr) == (2, True)
    refused = typed(".titrant", *OPENED)  # `serve` is refused in tests/journeys
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "is the home of a demonstration, and a clinic was asked for" in refused.stderr


@pytest.mark.hazard("H53")
@pytest.mark.skipif(not POSTGRESQL, reason="an embedded database has no home but its own")
def test_a_database_made_for_a_demonstration_is_refused_by_a_clinic(
    installation: Apart, tmp_path: Path
) -> None:
    real = Apart(tmp_path / "real", {**installation.tells, "TITRANT_DEMO": "0"})
    refused = real.titrant(*OPENED)
    assert (refused.returncode, "The database is that of a demonstration" in refused.stderr) == (
        2,
        True,
    )


def test_what_was_acknowledged_survives_a_killed_writer(
    installation: Apart, bare: Callable[..., Apart], tmp_path: Path
) -> None:
    code = PATIENTS + (
        "\nimport itertools\nfor n in itertools.count():\n    print(register(n), flush=True)\n"
    )
    told = set()
    for _ in range(2):
        writers = [installation.start("-c", code) for _ in range(1)]
        deadline = time.monotonic() + 30
        for writer in writers:
            assert writer.stdout is not None
            for line in writer.stdout:
                told.add(line.strip())
                if len(told) % 25 == 0 or time.monotonic() > deadline:
                    break
            writer.kill()
            rest = writer.communicate()[0]
            told |= {line for line in rest.splitlines() if len(line) == 36}
    file = tmp_path / "after.backup"
    assert installation.titrant("backup", "--to", str(file)).returncode == 0
    two = bare(TITRANT_DEMO="1")
    key = str(installation.home / "keys" / "backup.key")
    restored = two.titrant("restore", str(file), "--into", str(two.home), "--key", key)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    rows = two.python(
        "from titrant.server.patients.models import Patient\n"
        "from titrant.server.audit.models import Entry\n"
        "for row in Patient.objects.all(): print(row.pk)\n"
        "assert Patient.objects.count() == Entry.objects.filter(kind='patients.registered').count()"
    )
    assert len(told) >= 50
    assert told <= set(rows.split())


def test_the_worker_ends_when_asked_and_when_its_parent_is_gone(installation: Apart) -> None:
    asked = installation.start("worker")
    _wait_for(installation, "digest")
    asked.send_signal(signal.SIGTERM)
    asked.communicate(timeout=30)
    assert asked.returncode == 0
    orphan = installation.start("worker", "--with", str(os.getpid() + 10**6))
    orphan.communicate(timeout=30)
    assert orphan.returncode == 0


def _wait_for(installation: Apart, job: str) -> None:
    for _ in range(50):
        said = installation.python(
            "from titrant.server.tasks.models import Job\n"
            f"print(Job.objects.filter(name='{job}', tries=0, taken=None).count())"
        )
        if said.strip() == "1":
            return
    raise AssertionError(job)


@pytest.mark.skipif(POSTGRESQL, reason="max_page_count is SQLite's")
def test_a_full_disk_writes_nothing_and_says_so(installation: Apart) -> None:
    said = installation.python(
        PATIENTS
        + """
from django.db import connection
from django.test import Client
from titrant.server.audit.models import Entry
from titrant.server.tasks.models import Task

client = Client(SERVER_NAME="localhost")
client.force_login(nurse.account)
session = client.session
session["second"] = True
session.save()
with connection.cursor() as cursor:
    cursor.execute("PRAGMA page_count")
    cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 3}")
before, written = Entry.objects.count(), 0
while True:
    typed = {"kind": "by-hand", "what": "x", "role": "nurse", "due": "2099-01-01T10:00"}
    page = client.post("/tasks/new/", {**typed, "why": "y" * 480, "key": str(written)})
    if page.status_code != 302:
        break
    written += 1
assert written
assert Task.objects.count() == written
assert Entry.objects.count() == before + written
print(page.status_code, "The disk is full" in page.content.decode())
"""
    )
    assert said == "507 True\n"


def test_a_database_that_goes_away_in_the_middle_is_told_and_nothing_is_half_written(
    installation: Apart,
) -> None:
    said = installation.python(
        PATIENTS
        + """
from django.db import connection
from django.test import Client
from titrant.server.audit.models import Entry
from titrant.server.tasks import actions as work
from titrant.server.tasks.models import Task

client = Client(SERVER_NAME="localhost", raise_request_exception=False)
client.force_login(nurse.account)
session = client.session
session["second"] = True
session.save()
before = Entry.objects.count()
really = work.open_task

def cut(*typed, **said):
    ref = really(*typed, **said)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        else:
            cursor.execute("PRAGMA query_only = ON")
            cursor.execute("DELETE FROM tasks_job")

from django.db import transaction
work.open_task = transaction.atomic(cut)
typed = {"kind": "by-hand", "what": "x", "role": "nurse", "due": "2099-01-01T10:00", "key": "1"}
page = client.post("/tasks/new/", typed)
work.open_task = really
if connection.vendor == "sqlite":
    connection.cursor().execute("PRAGMA query_only = OFF")
assert (Task.objects.count(), Entry.objects.count()) == (0, before)
again = client.post("/tasks/new/", typed)
assert Task.objects.count() == 1
words = page.content.decode()
print(page.status_code, "paper" in words, again.status_code)
"""
    )
    assert said == "503 True 302\n"


def test_a_record_is_believed_while_others_write(installation: Apart) -> None:
    code = (
        PATIENTS
        + "\nimport itertools\nfor n in itertools.count(): print(register(n), flush=True)\n"
    )
    writer = installation.start("-c", code)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        for _ in range(3):
            verified = installation.titrant("verify")
            assert verified.returncode == 0, verified.stdout
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
