"""Every clinical number on the pages of a course leads to its source in one step.

A walk over all people of the demonstration, from their protocols and orders as far as links lead.
"""

import html
import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from tests.lib.forms_found import filled_in
from tests.lib.sources_found import tree_of, without_source

from titrant.server.accounts.models import Account
from titrant.server.courses.models import Course
from titrant.server.exposures.models import PastSession
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Patient
from titrant.server.patients.section import sections

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled")]

WALKED = {
    "patient_protocols", "patient_screening", "protocol_numbers", "course_open", "course_review",
    "course_end", "finding_clear", "patient_course", "option_choose", "patient_choice",
    "patient_orders", "patient_order", "order_new", "order_sign", "order_stop",
}  # fmt: skip
# Where a number of the record was written down, what was typed, and the table of a protocol's own.
SOURCES = {
    "patient", "patient_choice", "patient_order", "protocol_numbers",
    *(section.page for section in sections()),
}  # fmt: skip
USUAL = "iv-depression"
_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def is_source(address: str) -> bool:
    return name_of(address) in SOURCES


def titles() -> list[str]:
    """What protocols are called: “0.5 mg/kg over 40 min” is a name there; its page says whose."""
    return [knowledge().protocol(one).title for one in knowledge().ids("protocols")]


def protocols_of(patient: Patient) -> set[str]:
    found: set[str] = set()
    for model in (Course, PastSession):
        rows = model._default_manager.filter(patient=patient)
        found |= set(rows.values_list("protocol", flat=True))
    return found or {USUAL}


@pytest.fixture
def prescriber() -> Client:
    client = Client()
    client.force_login(Account.objects.get(email="prescriber@demo.example"))
    session = client.session
    session["second"] = True
    session.save()
    return client


def pages_of(client: Client, patient: Patient) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of each page about one person's courses and orders."""
    protocols = protocols_of(patient)
    ahead = deque(
        [
            reverse("patient_protocols", args=[patient.pk]),
            reverse("patient_orders", args=[patient.pk]),
            *(reverse("patient_course", args=[patient.pk, one]) for one in sorted(protocols)),
        ]
    )
    seen = set(ahead)
    while ahead:
        address = ahead.popleft()
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        page = answer.content.decode()
        yield address, page
        for href in _LINK.findall(page):
            there = urljoin(address, html.unescape(href)).partition("#")[0]
            if there in seen or name_of(there) not in WALKED:
                continue
            about = resolve(urlsplit(there).path).kwargs
            if about.get("protocol", USUAL) in {*protocols, USUAL}:
                seen.add(there)
                ahead.append(there)


def test_every_number_leads_to_its_source_and_nothing_is_chosen(
    prescriber: Client,
) -> None:
    names = titles()
    walked: set[str] = set()
    lost: dict[str, str] = {}
    filled: dict[str, dict[str, str]] = {}
    looks: set[str] = set()
    for patient in Patient.objects.filter(clinic=1):
        for address, page in pages_of(prescriber, patient):
            walked.add(name_of(address))
            for said in without_source(page, is_source, names):
                lost[f"{name_of(address)}: {said}"] = address
            if already := filled_in(page):  # nothing is pressed, and no dose stands there
                filled[address] = already
            cards = (one for one in tree_of(page).walk() if one.tag == "article")
            looks |= {one.attributes.get("class", "") for one in cards if "option" in one.classes}
    assert lost == {}
    assert filled == {}
    assert looks == {"card option"}  # no option looks other than the next
    assert walked == WALKED


WEIGHTS = "/patients/00000000-0000-4000-8000-000000000000/weights/"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("<p>Give 35 mg.</p>", "Give 35 mg."),
        ("<ul><li>0.5 to 0.75 mg/kg <a href='/gallery'>so</a></li></ul>", "0.5 to 0.75 mg/kg so"),
        ("<table><tr><td>146/77 mmHg</td></tr></table>", "146/77 mmHg"),
        ("<h2>Within 24 hours</h2><p>Call.</p>", "Within 24 hours"),
        ("<h2>Within 24 hours</h2><h3>So</h3><p class='source'>R1</p>", "Within 24 hours"),
        ("<p>35 mg <details class='source'><summary>R52</summary></details></p>", ""),
        (f"<p><a href='{WEIGHTS}'>70.2 kg</a></p>", ""),
        ("<h2>Within 24 hours</h2><p>Call. <b class='source'>R1</b></p>", ""),
        ("<form>35 mg</form><p>3 of 12 sessions, room 4</p>", ""),
    ],
)
def test_the_walk_finds_what_has_no_source(said: str, found: str) -> None:
    page = f"<main><h1>A course</h1>{said}</main>"
    assert without_source(page, is_source) == ([found] if found else [])
