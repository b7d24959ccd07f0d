"""Pictures: asked for once, drawn by the worker, looked at under the record's own rules."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.lib.tasks import NOW, PATIENT

from titrant.server.audit.models import Entry
from titrant.server.pictures import actions, drawing, grounds
from titrant.server.pictures.models import GIVEN_UP, Picture
from titrant.server.pictures.selectors import picture_of
from titrant.server.pictures.wanted import Plate
from titrant.server.sites.models import Clinic
from titrant.server.tasks import worker
from titrant.server.tasks.models import Job
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db
WHAT = "patient sessions picture"
DRAWN = '<svg><path fill="var(--racemic)"/></svg>'


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with clock_at(NOW):
        yield


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was given to the renderer, which is another test's."""
    given: list[Any] = []

    def svg(specification: dict[str, Any]) -> str:
        given.append(specification)
        return DRAWN

    monkeypatch.setattr(drawing, "svg", svg)
    return given


def _broken(_: dict[str, Any]) -> str:
    raise IndexError("Mara Canary")


def plate(**more: Any) -> Plate:
    return Plate({"mark": "point", **more}, 80, 40)


def asked(*plates: Plate, patient: UUID = PATIENT, clinic: int = 1) -> list[Picture]:
    return actions.ask(plates or [plate()], what=WHAT, patient=patient, clinic=clinic)


def test_a_picture_is_drawn_once_however_often_it_is_asked_for(drawn: list[Any]) -> None:
    (first,) = asked()
    (again,) = asked()
    assert (first.pk, first.waits) == (again.pk, True)
    assert [row.unique for row in Job.objects.all()] == [f"picture:{first.pk}"]
    assert worker.run_once() == 1
    (then,) = asked()
    assert (then.drawn, then.svg) == (NOW, DRAWN)
    assert drawn == [{"mark": "point"}]
    assert worker.run_once() == 0


def test_what_is_the_same_however_it_is_written_is_one_picture() -> None:
    one, other = Plate({"a": 1, "b": 2}, 80, 40), Plate({"b": 2, "a": 1}, 80, 40)
    assert [row.pk for row in asked(one, other)] == [asked(one)[0].pk] * 2
    assert Picture.objects.count() == Job.objects.count() == 1


def test_two_people_never_share_a_picture_nor_do_two_clinics_or_sizes() -> None:
    pictures = [
        *asked(),
        *asked(patient=uuid4()),
        *asked(clinic=2),
        *asked(plate(more=1)),
        *asked(Plate(plate().specification, 80, 41)),
    ]
    assert len({picture.pk for picture in pictures}) == 5


def test_a_page_and_another_at_the_same_time_queue_one_job() -> None:
    (known,) = asked()
    actions._queue([Picture(id=known.pk, clinic=1, patient=PATIENT, what=WHAT, specification="{}",
                            width=80, height=40, asked=NOW)])  # fmt: skip
    assert Job.objects.count() == 1
    assert Picture.objects.get().specification == plate().text


def test_asking_is_undone_with_the_page_that_asked() -> None:
    with transaction.atomic():
        asked()
        assert Job.objects.count() == 1
        transaction.set_rollback(True)
    assert not Picture.objects.exists()
    assert not Job.objects.exists()


def test_drawing_is_a_look_at_the_record_by_the_program(drawn: list[Any], clinic: Clinic) -> None:
    asked(clinic=clinic.pk)
    worker.run_once()
    entry = Entry.objects.get(sort="read")
    assert (entry.agent, entry.by, entry.patient) == ("worker:pictures", None, PATIENT)
    assert (entry.chain, entry.body) == (clinic.pk, '{"page":"patient sessions picture"}')


def test_a_job_that_comes_twice_or_too_late_draws_nothing(drawn: list[Any]) -> None:
    (picture,) = asked()
    job = {"picture": str(picture.pk)}
    actions.draw(job)
    actions.draw(job)
    actions.draw({"picture": str(uuid4())})
    assert len(drawn) == Entry.objects.filter(sort="read").count() == 1


def test_what_cannot_be_drawn_is_tried_again_and_its_reading_is_on_record(
    monkeypatch: pytest.MonkeyPatch, drawn: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(drawing, "svg", _broken)
    (picture,) = asked(plate(words="Mara Canary"))
    assert worker.run_once() == 1
    job = Job.objects.get()
    assert (job.failed, job.gave_up, job.done) == ("IndexError", None, None)
    assert Entry.objects.filter(sort="read", patient=PATIENT).count() == 1
    assert Picture.objects.get().waits
    assert "Canary" not in caplog.text
    assert not picture.given_up
    with clock_at(NOW + GIVEN_UP + timedelta(seconds=1)):
        assert picture.given_up


def test_a_picture_belongs_to_its_patient_and_its_rows() -> None:
    (picture,) = asked()
    assert picture_of(PATIENT, WHAT, picture.pk) == picture
    assert picture_of(uuid4(), WHAT, picture.pk) is None
    assert picture_of(PATIENT, "patient notes picture", picture.pk) is None
    assert picture_of(PATIENT, WHAT, uuid4()) is None


def test_old_pictures_are_deleted_and_can_be_asked_for_again(drawn: list[Any]) -> None:
    (old,) = asked()
    with clock_at(NOW + timedelta(days=1)):
        worker.run_once()
        (young,) = asked(plate(more=1))
    with clock_at(NOW + actions.KEPT + timedelta(hours=1)):
        actions.tidy({})
        assert [row.pk for row in Picture.objects.all()] == [young.pk]
        assert asked()[0].pk == old.pk
        assert Job.objects.filter(done=None, unique=f"picture:{old.pk}").exists()


def test_the_database_refuses_a_picture_that_is_half_drawn() -> None:
    (picture,) = asked()
    for half in ({"svg": DRAWN}, {"drawn": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Picture.objects.filter(pk=picture.pk).update(**half)
    assert str(picture) == f"picture {picture.pk}"


def test_each_ground_has_its_own_colours() -> None:
    shown = [grounds.on(ground, DRAWN) for ground in grounds.GROUNDS]
    assert shown[0] == '<svg><path fill="#6440a8"/></svg>'  # as tokens.css has it
    assert len(set(shown)) == 3
    with pytest.raises(KeyError):
        grounds.on("light", "var(--no-such-colour)")


def test_who_starts_the_server_is_told_where_nothing_can_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    drawing.tell_if_missing(told.append)
    assert told == []  # the tests have it
    monkeypatch.setattr(drawing, "find_spec", lambda _: None)
    drawing.tell_if_missing(told.append)
    assert told == [drawing.MISSING]
