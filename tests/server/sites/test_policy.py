"""A site's policy: proposed in plain forms, read as sentences, signed by the medical director."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client
from tests.lib.clinics import PASSWORD
from tests.lib.passkeys import SoftKey
from tests.lib.signing_in import code, with_codes

from titrant.server.accounts.models import Account
from titrant.server.accounts.reentry import PASSKEY
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.sites.actions import propose as propose_change
from titrant.server.sites.actions import sign as sign_policy
from titrant.server.sites.actions import take_back
from titrant.server.sites.models import Chair, Clinic, Policy, Proposal
from titrant.server.sites.policy import LEAF, PROTOCOL, Change, refused
from titrant.server.sites.selectors import holding, knowledge_of

pytestmark = pytest.mark.django_db

PUMP = "limit.iv.pump"  # 999 mL/h, flag design: knowledge/base/limits.yaml
CAP = "limit.iv.session-cap"  # empty: a site sets it
REVIEW = "titration.review.iv"  # 4 to 6, a range


@pytest.fixture
def director(person: Callable[..., Account]) -> Account:
    return person(Role.DIRECTOR, name="Dr Iris Vane")


@pytest.fixture
def desk(signed_in: Callable[[Account], Client], director: Account) -> Client:
    with_codes(director)
    return signed_in(director)


def key(number: int = 1) -> str:
    return UUID(int=number).hex


def propose(desk: Client, leaf: str, value: str | None, number: int = 1, why: str = "read") -> str:
    fields = {"why": why, "key": key(number)} | ({} if value is None else {"value": value})
    return desk.post(f"/policy/value/{leaf}/", fields, follow=True).content.decode()


def shown_at(desk: Client) -> str:
    return shown_of(desk.get("/policy/sign/"))


def shown_of(page: Any) -> str:
    text: str = page.content.decode()
    return text.split('name="shown" value="')[1].split('"', maxsplit=1)[0]


def sign(desk: Client, *, shown: str = "", typed: str = "", number: int = 50) -> str:
    """Sign with the code that the director's authenticator shows, or with what is typed."""
    fields = {"shown": shown or shown_at(desk), "code": typed or now_shown(), "key": key(number)}
    return desk.post("/policy/sign/", fields, follow=True).content.decode()


def now_shown() -> str:
    """Return the code of half a minute later than the last: it counts once."""
    cache.clear()
    [kept] = Authenticator.objects.filter(type="totp")
    return code(decrypt(kept.data["secret"]))


def test_what_nobody_signed_is_one_list(desk: Client, clinic: Clinic) -> None:
    page = desk.get("/policy/holding/", {"q": "pump"}).content.decode()
    assert "999 mL/h" in page
    assert sum(map(len, holding(clinic).values())) > 800  # 895 leaves of this release are unsigned
    assert "unsigned" in page


def test_a_part_of_the_list_is_shown_at_a_time(desk: Client) -> None:
    page = desk.get("/policy/holding/", {"part": "limit"}).content.decode()
    assert "/policy/value/limit.iv.pump/" in page
    assert "/policy/value/screening." not in page


def test_words_that_meet_nothing_say_so(desk: Client) -> None:
    assert (
        "Nothing that holds meets these words."
        in desk.get("/policy/holding/", {"q": "no such words"}).content.decode()
    )


def test_a_signed_value_is_in_force(desk: Client, clinic: Clinic) -> None:
    assert "Proposed" in propose(desk, PUMP, "999")
    assert knowledge_of(clinic).leaf(PUMP).signature is None
    assert "999 mL/h is signed." in desk.get("/policy/sign/").content.decode()
    assert "Signed: this is the policy" in sign(desk)
    signature = knowledge_of(clinic).leaf(PUMP).signature
    assert signature is not None
    assert (signature.by, signature.role, signature.why) == (
        "Dr Iris Vane",
        "medical director",
        "read",
    )
    assert differences() == []


def test_a_change_that_waits_is_what_the_record_says(desk: Client, clinic: Clinic) -> None:
    propose(desk, PUMP, "500", why="our pumps")
    propose(desk, REVIEW, None, 2)
    assert Proposal.objects.count() == 2
    assert differences() == []  # `titrant verify` reads the record and writes it again


def test_a_stricter_value_is_signed_in_place(desk: Client, clinic: Clinic) -> None:
    propose(desk, PUMP, "500", why="our pumps")
    assert "500 mL/h is signed in place of 999 mL/h." in desk.get("/policy/sign/").content.decode()
    sign(desk)
    assert knowledge_of(clinic).leaf(PUMP).value == Decimal(500)


def test_a_looser_value_is_refused_and_what_was_typed_stays(desk: Client) -> None:
    page = propose(desk, PUMP, "1200", why="faster")
    assert "1200 mL/h is looser than 999 mL/h. A site may only tighten" in page
    assert 'value="1200"' in page
    assert "faster" in page
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("value", ["", "ten", "1e999", "-5", "NaN", "5 mg"])
def test_what_is_no_value_is_refused(desk: Client, value: str) -> None:
    propose(desk, PUMP, value)
    assert not Proposal.objects.exists()


def test_a_value_without_a_reason_is_refused(desk: Client) -> None:
    assert "Fill this in." in propose(desk, PUMP, "999", why=" ")
    assert not Proposal.objects.exists()


def test_an_empty_limit_is_set_by_the_site(desk: Client, clinic: Clinic) -> None:
    propose(desk, CAP, "80", why="our own cap; none is published")
    sign(desk)
    assert knowledge_of(clinic).leaf(CAP).shown == "80 mg"


def test_a_range_is_signed_as_it_stands(desk: Client, clinic: Clinic) -> None:
    assert (
        "A range is signed as it stands: 4 to 6."
        in desk.get(f"/policy/value/{REVIEW}/").content.decode()
    )
    propose(desk, REVIEW, None)
    sign(desk)
    assert knowledge_of(clinic).leaf(REVIEW).signature is not None


def test_a_signature_is_withdrawn_and_holds_again(desk: Client, clinic: Clinic) -> None:
    propose(desk, PUMP, "999")
    sign(desk)
    desk.post(f"/policy/value/{PUMP}/withdraw/", {"withdraw-why": "a new pump", "key": key(2)})
    assert (
        "the signature of 999 mL/h is withdrawn; it holds again."
        in desk.get("/policy/sign/").content.decode()
    )
    sign(desk, number=51)
    assert knowledge_of(clinic).leaf(PUMP).signature is None
    assert [row.version for row in Policy.objects.all()] == [2, 1]


def test_withdrawing_asks_for_a_reason(desk: Client) -> None:
    page = desk.post(f"/policy/value/{PUMP}/withdraw/", {"withdraw-why": ""}, follow=True)
    assert "Write why the signature is to be withdrawn." in page.content.decode()


def test_a_newer_change_takes_the_place_of_an_older(desk: Client, clinic: Clinic) -> None:
    propose(desk, PUMP, "999", 1)
    propose(desk, PUMP, "600", 2)
    sign(desk)
    assert knowledge_of(clinic).leaf(PUMP).value == Decimal(600)
    propose(desk, PUMP, "500", 3)
    page = desk.get("/policy/sign/").content.decode()
    assert "500 mL/h in place of 600 mL/h." in page


def test_a_change_is_taken_back(desk: Client) -> None:
    propose(desk, PUMP, "999")
    row = Proposal.objects.get()
    desk.post(f"/policy/change/{row.pk}/", {"key": key(2)})
    assert not Proposal.objects.exists()
    assert "there is nothing to sign" in desk.get("/policy/sign/").content.decode()


def test_a_protocol_is_approved_and_the_approval_withdrawn(desk: Client, clinic: Clinic) -> None:
    assert knowledge_of(clinic).protocol("iv-depression").approved_by is None
    desk.post("/policy/protocol/iv-depression/", {"why": "read whole", "key": key(1)})
    assert "version 1 is approved." in desk.get("/policy/sign/").content.decode()
    sign(desk)
    assert knowledge_of(clinic).protocol("iv-depression").approved_by == "Dr Iris Vane"
    desk.post("/policy/protocol/iv-depression/", {"why": "no chair", "key": key(2)})
    assert (
        "the approval is withdrawn; nobody starts on it."
        in desk.get("/policy/sign/").content.decode()
    )
    assert "withdraw" in desk.get("/policy/").content.decode()
    sign(desk, number=51)
    assert knowledge_of(clinic).protocol("iv-depression").approved_by is None


def test_a_protocol_is_read_with_what_is_behind_it_before_it_is_approved(desk: Client) -> None:
    page = desk.get("/policy/protocol/iv-depression/").content.decode()
    assert "Why" in page
    assert "iv-depression" in page


def test_what_was_approved_before_is_not_signed_again(desk: Client) -> None:
    desk.post("/policy/protocol/iv-depression/", {"why": "read whole", "key": key(1)})
    sign(desk)
    desk.post("/policy/protocol/oral-depression/", {"why": "read whole", "key": key(2)})
    page = desk.get("/policy/sign/").content.decode()
    assert page.count("version 1 is approved.") == 1
    assert "Swallowed ketamine" in page.partition("version 1 is approved.")[0].rpartition("<li")[2]


@pytest.mark.parametrize("typed", ["000000", "a guess", " ", PASSWORD])
def test_a_signature_needs_the_second_factor_and_no_password_will_do(
    desk: Client, typed: str
) -> None:
    propose(desk, PUMP, "999")
    assert "That is not the code that your authenticator shows now." in sign(desk, typed=typed)
    assert not Policy.objects.exists()
    assert Entry.objects.filter(body__contains="second factor, to sign").count() == 1


def test_a_code_signs_once(desk: Client) -> None:
    propose(desk, PUMP, "999", 1)
    used = now_shown()
    assert "Signed: this is the policy" in sign(desk, typed=used)
    propose(desk, CAP, "80", 2)
    assert "wait for the next" in sign(desk, typed=used, number=51)
    assert Policy.objects.count() == 1


def test_guesses_of_a_code_are_few(desk: Client) -> None:
    propose(desk, PUMP, "999")
    shown, right = shown_at(desk), now_shown()
    for number in range(10):
        assert "That is not the code" in sign(
            desk, shown=shown, typed="000000", number=100 + number
        )
    assert "Too many tries." in sign(desk, shown=shown, typed=right)
    assert not Policy.objects.exists()


def test_a_passkey_signs(desk: Client, director: Account) -> None:
    mine, stranger = SoftKey(), SoftKey()
    desk.post("/account/again/", {"password": PASSWORD})
    options = desk.get("/2fa/passkeys/add/").context["js_data"]["creation_options"]
    desk.post("/2fa/passkeys/add/", {"name": "", "credential": mine.made(options)})
    stranger.id, stranger.user = mine.id, mine.user
    propose(desk, PUMP, "999")
    for number, (key_used, says) in enumerate(
        [(stranger, "That is not one of your passkeys."), (mine, "Signed: this is the policy")]
    ):
        page = desk.get("/policy/sign/")
        asked = page.context["signature"]["options"]["request_options"]
        fields = {"shown": shown_of(page), PASSKEY: key_used.used(asked), "key": key(60 + number)}
        assert says in desk.post("/policy/sign/", fields, follow=True).content.decode()


def test_a_signature_is_bound_to_what_was_shown(desk: Client) -> None:
    propose(desk, PUMP, "999", 1)
    shown = shown_at(desk)
    propose(desk, CAP, "80", 2)
    page = sign(desk, shown=shown)
    assert "The changes are not the ones that you were shown" in page
    assert not Policy.objects.exists()


def test_a_signature_sent_twice_counts_once(desk: Client) -> None:
    propose(desk, PUMP, "999")
    shown = shown_at(desk)
    sign(desk, shown=shown)
    assert "Version 1" in sign(desk, shown=shown)
    assert Policy.objects.count() == 1


def test_nothing_can_be_signed_where_nothing_is_proposed(desk: Client) -> None:
    assert "There is nothing to sign: no change is proposed." in sign(desk, shown="0" * 64)


def test_the_history_tells_what_each_version_changed(desk: Client) -> None:
    propose(desk, PUMP, "500")
    sign(desk)
    page = desk.get("/policy/").content.decode()
    assert "Version 1" in page
    assert "500 mL/h is signed in place of 999 mL/h." in page


def test_a_prescriber_proposes_and_does_not_sign(
    signed_in: Callable[[Account], Client], person: Callable[..., Account]
) -> None:
    desk = signed_in(person(Role.PRESCRIBER))
    propose(desk, PUMP, "999")
    assert "The medical director signs." in desk.get("/policy/").content.decode()
    assert desk.get("/policy/sign/").status_code == 403
    assert desk.post("/policy/sign/", {"code": "000000"}).status_code == 403


def test_a_nurse_reads_and_proposes_nothing(
    signed_in: Callable[[Account], Client], person: Callable[..., Account]
) -> None:
    desk = signed_in(person(Role.NURSE))
    assert desk.get(f"/policy/value/{PUMP}/").status_code == 200
    assert desk.post(f"/policy/value/{PUMP}/", {"value": "1", "why": "x"}).status_code == 403
    assert desk.get("/policy/protocol/iv-depression/").status_code == 403
    assert not Proposal.objects.exists()


def test_what_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get("/policy/value/no.such.leaf/").status_code == 404
    assert desk.get("/policy/protocol/no-such/").status_code == 404
    assert desk.post(f"/policy/change/{UUID(int=9)}/").status_code == 404


def test_one_clinic_signs_nothing_for_another(
    desk: Client, other_clinic: Clinic, clinic: Clinic
) -> None:
    propose(desk, PUMP, "500")
    sign(desk)
    assert knowledge_of(other_clinic).leaf(PUMP).signature is None
    assert knowledge_of(clinic).leaf(PUMP).signature is not None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(LEAF, "no.such", {"value": "1"}, "x"), "There is no such number or rule."),
        (Change(PROTOCOL, "no-such", {"version": "1"}, "x"), "There is no such protocol."),
        (
            Change(PROTOCOL, "iv-depression", {"version": "9"}, "x"),
            "This release holds version 1: read that version, and approve it.",
        ),
        (Change(LEAF, PUMP, None, "x"), ""),
        (Change(PROTOCOL, "iv-depression", {"version": "1"}, "x"), ""),
        (
            Change(LEAF, PUMP, {"value": "999", "range": None, "unit": "L/h"}, "x"),
            "signed in L/h, the leaf is in mL/h. Sign the value in the leaf's unit.",
        ),
    ],
)
def test_a_change_that_cannot_be_is_told_why(change: Change, says: str) -> None:
    assert refused(change) == says


def test_a_change_without_a_reason_is_refused(director: Account, clinic: Clinic) -> None:
    change = Change(PROTOCOL, "iv-depression", {"version": "1"}, " ")
    with pytest.raises(NotAllowed, match="Write why"):
        propose_change(clinic=clinic, change=change, by=acting(director, None))


def test_rows_say_what_they_are(desk: Client, clinic: Clinic) -> None:
    propose(desk, PUMP, "999")
    assert str(Proposal.objects.get()) == f"leaf {PUMP}"
    sign(desk)
    assert str(Policy.objects.get()) == "policy 1"
    assert str(clinic) == "Harbour Clinic"
    assert str(Chair(name="Chair 1")) == "Chair 1"


def test_a_proposal_shows_what_it_would_do(desk: Client) -> None:
    propose(desk, REVIEW, None, 1)
    propose(desk, PUMP, "900", 2)
    desk.post("/policy/protocol/iv-depression/", {"why": "read whole", "key": key(3)})
    page = desk.get("/policy/").content.decode()
    for words in ("sign 4 to 6", "sign 900 mL/h", "approve version 1", "version 1"):
        assert words in page


def test_what_was_taken_back_is_not_taken_back_again(desk: Client, director: Account) -> None:
    propose(desk, PUMP, "999")
    row, by = Proposal.objects.get(), acting(director, None)
    take_back(proposal=row, by=by, key="one")
    take_back(proposal=row, by=by, key="one")  # the form was sent twice
    with pytest.raises(NotAllowed, match="meanwhile"):
        take_back(proposal=row, by=by, key="two")
    assert differences() == []


def test_a_signature_is_written_once_for_one_form(
    desk: Client, director: Account, clinic: Clinic
) -> None:
    propose(desk, PUMP, "999")
    by, shown = acting(director, None), shown_at(desk)
    first = sign_policy(clinic=clinic, shown=shown, by=by, key="one")
    assert sign_policy(clinic=clinic, shown=shown, by=by, key="one") == first
    assert Policy.objects.count() == 1


def test_nothing_of_another_clinic_is_changed_whatever_a_page_asks_for(
    desk: Client, director: Account, other_clinic: Clinic
) -> None:
    propose(desk, PUMP, "999")
    by = acting(director, None)
    theirs = Proposal.objects.get()
    theirs.clinic = other_clinic
    change = Change(PROTOCOL, "iv-depression", {"version": "1"}, "read")
    with pytest.raises(NotAllowed, match="another clinic"):
        take_back(proposal=theirs, by=by)
    with pytest.raises(NotAllowed, match="another clinic"):
        propose_change(clinic=other_clinic, change=change, by=by)
    with pytest.raises(NotAllowed, match="another clinic"):
        sign_policy(clinic=other_clinic, shown="", by=by)
