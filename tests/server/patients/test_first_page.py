"""The first page of a record: what may not be missed stands there whole, and beside the name."""

import pytest
from django.test import Client
from tests.lib.patients import at, send, text_of

from titrant.server.patients.flags import Flag, allergy_flags, stops
from titrant.server.patients.models import Allergy, Patient

pytestmark = pytest.mark.django_db
FIVE = ("ketamine", "penicillin", "latex", "peanut", "cat hair")


def allergy(client: Client, patient: Patient, what: str, status: str = "active") -> None:
    typed = {"what": what, "status": status, "reaction": "hives", "sure": "confirmed"}
    assert send(client, at(patient, "allergies", "add"), typed).status_code == 302


def medicine(client: Client, patient: Patient, what: str, **typed: str) -> None:
    filled = {"what": what, "taking": "yes", "sure": "confirmed", **typed}
    assert send(client, at(patient, "medications", "add"), filled).status_code == 302


@pytest.mark.hazard("H9")
def test_every_allergy_stands_on_the_first_page(desk: Client, patient: Patient) -> None:
    for what in FIVE:
        allergy(desk, patient, what)
    page = desk.get(at(patient))
    (part,) = (one for one in page.context["parts"] if one["section"].word == "allergies")
    assert [row["row"].what for row in part["rows"]] == [*reversed(FIVE)]
    assert not part["more"]


def test_every_medicine_that_is_taken_and_the_newest_of_the_others(
    desk: Client, patient: Patient
) -> None:
    for what in ("sertraline", "lisinopril", "lamotrigine", "lithium"):
        medicine(desk, patient, what)
    medicine(desk, patient, "lorazepam", taking="no", stopped_on="2024-03-05")
    page = desk.get(at(patient))
    (part,) = (one for one in page.context["parts"] if one["section"].word == "medications")
    assert {row["row"].what for row in part["rows"]} == {
        *("sertraline", "lisinopril", "lamotrigine", "lithium")
    }
    assert part["more"]
    assert "There are older ones: show all of Medications" in text_of(page)


def test_what_was_stopped_fills_up_to_three(desk: Client, patient: Patient) -> None:
    medicine(desk, patient, "sertraline")
    for what in ("lorazepam", "zolpidem"):
        medicine(desk, patient, what, taking="no", stopped_on="2024-03-05")
    page = desk.get(at(patient))
    (part,) = (one for one in page.context["parts"] if one["section"].word == "medications")
    assert len(part["rows"]) == 3
    assert not part["more"]


def test_of_other_sections_the_newest_three_and_a_way_to_the_rest(
    desk: Client, patient: Patient
) -> None:
    for number in range(4):
        send(desk, at(patient, "notes", "add"), {"about": "other", "text": f"Note {number}."})
    page = desk.get(at(patient))
    (part,) = (one for one in page.context["parts"] if one["section"].word == "notes")
    assert (len(part["rows"]), part["more"]) == (3, True)
    assert "show all of Notes" in text_of(page)


@pytest.mark.hazard("H9")
def test_an_allergy_to_what_is_given_stands_beside_the_name_on_every_page(
    desk: Client, patient: Patient
) -> None:
    allergy(desk, patient, "ketamine")
    for place in ("", "weights", "notes", "allergies"):
        page = desk.get(at(patient, *filter(None, [place])))
        assert "allergy: ketamine" in text_of(page)
    assert "allergy: ketamine" in text_of(desk.get("/patients/"))


@pytest.mark.parametrize(
    ("rows", "flags"),
    [
        ([], []),
        ([("penicillin", "active")], [Flag("allergies: penicillin", "caution")]),
        ([("penicillin", "absent"), ("latex", "resolved")], []),
        ([("Ketalar", "suspected")], [Flag("allergy: Ketalar", "held")]),
        (
            [("latex", "active"), ("esketamine", "active"), ("latex", "active")],
            [Flag("allergy: esketamine", "held"), Flag("allergies: latex", "caution")],
        ),
        (
            [(what, "active") for what in ("a", "b", "c", "d", "e")],
            [Flag("allergies: a, b, c and 2 more", "caution")],
        ),
    ],
)
def test_the_flags_of_allergies(rows: list[tuple[str, str]], flags: list[Flag]) -> None:
    found = [Allergy(what=what, status=status) for what, status in rows]
    assert allergy_flags(found) == flags
    assert allergy_flags(found, ["Spravato"])[:1] in (
        [Flag("allergy: Spravato", "held")],
        flags[:1],
    )


@pytest.mark.parametrize("what", ["ketamine", "Ketamine hydrochloride", "esketamine", "Spravato"])
def test_what_is_given_here_is_known_by_its_names(what: str) -> None:
    assert stops(what)


@pytest.mark.parametrize("what", ["penicillin", "latex", "lamotrigine", ""])
def test_what_is_not_given_here_stops_nothing(what: str) -> None:
    assert not stops(what)
