"""Signing in: two factors, no hints to strangers, few tries, a way back that bypasses nothing."""

import json
import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import get_password_validators
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from tests.lib.clinics import PASSWORD
from tests.lib.passkeys import SoftKey
from tests.lib.signing_in import SIGN_IN, code, sign_in, typed, with_codes

from titrant.server.accounts import reentry, sign_ins
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.adapter import FactorAdapter
from titrant.server.accounts.models import Account, SignIn
from titrant.server.accounts.passwords import WORDS, ClinicWords
from titrant.server.accounts.receivers import browser_of
from titrant.server.accounts.roles import SECOND_FACTOR, Role
from titrant.server.audit.models import Entry
from titrant.server.config import settings as written
from titrant.server.messages.models import Message

pytestmark = pytest.mark.django_db

NEW = "otter river lamp seven"


def words_of(page: Any) -> str:
    return re.sub(r'value="[^"]*"', "", page.content.decode())


# ------------------------------------------------------------------ the first factor


def test_a_password_alone_opens_nothing_of_who_has_a_second_factor(
    client: Client, nurse: Acting
) -> None:
    with_codes(nurse.account)
    assert typed(client, nurse.account).headers["Location"] == "/2fa/sign-in/"
    for place in ("/patients/", "/me/", "/2fa/", "/second-factor/", "/2fa/recovery/"):
        assert client.get(place).headers["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR))
def test_staff_without_a_second_factor_only_set_one_up(
    client: Client, person: Callable[..., Account], role: Role
) -> None:
    account = person(role)
    assert typed(client, account).status_code == 302
    for place in (
        "/",
        "/patients/",
        "/people/",
        "/me/",
        "/emergencies/",
        "/2fa/",
        "/2fa/recovery/",
        "/account/password/",
        "/me/typed/",
        "/no/such/page",
    ):
        assert client.get(place).headers["Location"] == "/second-factor/", place
        assert client.post(place).headers["Location"] == "/second-factor/", place
    for place in ("/second-factor/", "/account/again/"):
        assert client.get(place).status_code == 200, place
    for place in ("/2fa/codes/", "/2fa/passkeys/add/"):
        assert client.get(place).headers["Location"].startswith("/account/again/"), place
    part = client.get("/patients/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/second-factor/"
    assert client.post("/account/sign-out/").status_code == 302


@pytest.mark.parametrize("role", [Role.PATIENT, Role.SITTER])
def test_patients_may_do_without(
    client: Client, person: Callable[..., Account], role: Role
) -> None:
    typed(client, person(role))
    assert client.get("/me/").status_code == 200


def test_a_factor_set_up_in_one_browser_is_asked_for_in_the_other(nurse: Acting) -> None:
    """A browser that signed in with a password alone does not gain by it."""
    old = Client()
    typed(old, nurse.account)
    secret = with_codes(nurse.account)
    sent = old.get("/patients/?q=x")
    assert sent.headers["Location"] == "/2fa/again/?next=%2Fpatients%2F%3Fq%3Dx"
    assert old.post("/patients/").headers["Location"] == "/2fa/again/?next=%2F"
    answer = old.post("/2fa/again/?next=/patients/", {"code": code(secret), "next": "/patients/"})
    assert answer.headers["Location"] == "/patients/"
    assert old.get("/patients/").status_code == 200


def test_the_session_key_is_a_new_one_after_signing_in(client: Client, nurse: Acting) -> None:
    client.get(SIGN_IN)
    with_codes(nurse.account)
    typed(client, nurse.account)
    before = client.session.session_key
    client.post("/2fa/sign-in/", {"code": code(_secret(nurse.account))})
    after = client.session.session_key
    assert after != before
    assert re.fullmatch("[a-z0-9]{32}", after or "")  # 165 bits
    stolen = Client()
    stolen.cookies["titrant"] = before or ""
    assert stolen.get("/patients/").status_code == 302


def _secret(account: Account) -> str:
    found: str = decrypt(Authenticator.objects.get(user=account, type="totp").data["secret"])
    return found


def test_the_session_key_is_a_new_one_after_proving_it_again(client: Client, nurse: Acting) -> None:
    sign_in(client, nurse.account)
    before = client.session.session_key
    client.post("/account/again/", {"password": PASSWORD})
    assert client.session.session_key != before
    assert client.get("/patients/").status_code == 200


def test_signing_out_ends_the_session_in_the_database(client: Client, nurse: Acting) -> None:
    sign_in(client, nurse.account)
    key = client.session.session_key
    assert b"Sign out" in client.get("/account/sign-out/").content
    assert client.get("/patients/").status_code == 200  # looking signs nobody out
    client.post("/account/sign-out/")
    assert not SignIn.objects.filter(pk=key).exists()


def test_every_page_of_who_is_signed_in_can_sign_out(client: Client, nurse: Acting) -> None:
    sign_in(client, nurse.account)
    for place in ("/patients/", "/me/", "/2fa/", "/emergency/", "/no/such/page"):
        assert b'action="/account/sign-out/"' in client.get(place).content


# ------------------------------------------------------------------ strangers learn nothing


def test_a_wrong_password_and_an_unknown_address_read_the_same(nurse: Acting) -> None:
    wrong = typed(Client(), nurse.account, "not the password at all")
    nobody = Account(email="nobody@clinic.example")
    unknown = typed(Client(), nobody, "not the password at all")
    assert "do not belong together" in words_of(wrong)
    assert wrong.status_code == unknown.status_code == 200
    assert words_of(wrong) == words_of(unknown)


def test_a_disabled_account_is_told_only_to_who_knows_its_password(nurse: Acting) -> None:
    nurse.account.is_active = False
    nurse.account.save()
    assert typed(Client(), nurse.account).headers["Location"] == "/account/closed/"
    wrong = typed(Client(), nurse.account, "not the password at all")
    assert "do not belong together" in words_of(wrong)


def test_a_forgotten_password_reads_the_same_for_everybody(nurse: Acting) -> None:
    answers = [
        Client().post("/account/forgotten/", {"email": email}, follow=True)
        for email in (nurse.account.email, "nobody@clinic.example")
    ]
    assert words_of(answers[0]) == words_of(answers[1])
    assert b"If this address belongs to an account" in answers[0].content
    texts = list(Message.objects.order_by("pk").values_list("subject", "text"))
    assert [subject for subject, _ in texts] == ["A new password"] * 2
    for _, text in texts:
        for secret in (nurse.account.name, "Harbour", "etamine", "clinic.example"):
            assert secret not in text


def test_failed_and_good_sign_ins_are_in_the_record(client: Client, nurse: Acting) -> None:
    typed(client, nurse.account, "not the password at all")
    typed(client, Account(email="nobody@clinic.example"), "nor is this one")
    sign_in(client, nurse.account)
    Client().post("/2fa/sign-in/", {"code": "000000"})
    rows = list(
        Entry.objects.filter(kind__startswith="accounts.sign").values_list("kind", "agent", "body")
    )
    assert rows == [
        (
            "accounts.sign-in-failed",
            "sign-in",
            f'{{"account":{nurse.account.pk},"factor":"password"}}',
        ),
        ("accounts.sign-in-failed", "sign-in", '{"account":null,"factor":"password"}'),
        ("accounts.signed-in", "", f'{{"account":{nurse.account.pk}}}'),
    ]


# ------------------------------------------------------------------ few tries


def test_five_wrong_passwords_close_one_address_for_a_while(
    nurse: Acting, person: Callable[..., Account]
) -> None:
    for _ in range(5):
        assert "do not belong" in words_of(typed(Client(), nurse.account, "wrong one here"))
    assert "Too many tries" in words_of(typed(Client(), nurse.account))  # the right one too
    assert typed(Client(), person(Role.AUDITOR)).status_code == 302  # nobody else is held up


def test_ten_wrong_passwords_close_one_machine_for_a_minute(nurse: Acting) -> None:
    for number in range(10):
        typed(Client(), Account(email=f"guess{number}@clinic.example"), "wrong one here")
    assert "Too many tries" in words_of(typed(Client(), nurse.account))


def test_thirty_sign_ins_a_minute_are_enough(nurse: Acting) -> None:
    for _ in range(30):
        Client().post(SIGN_IN, {})
    answer = Client().post(SIGN_IN, {})
    assert answer.status_code == 429
    assert b"Too many tries" in answer.content


def test_five_wrong_codes_are_enough(client: Client, nurse: Acting) -> None:
    secret = with_codes(nurse.account)
    typed(client, nurse.account)
    for _ in range(5):
        page = client.post("/2fa/sign-in/", {"code": "000000"})
        assert b"This code is wrong" in page.content
    page = client.post("/2fa/sign-in/", {"code": code(secret)})
    assert b"Too many tries" in page.content
    assert client.get("/me/").status_code == 302
    assert Entry.objects.filter(body__contains="second factor").count() == 5


def test_five_wrong_proofs_close_the_proof(client: Client, nurse: Acting) -> None:
    sign_in(client, nurse.account)
    for _ in range(5):
        assert b"not your password" in client.post("/account/again/", {"password": "x"}).content
    for _ in range(5):
        assert b"Too many" in client.post("/account/again/", {"password": PASSWORD}).content
    assert client.post("/account/again/", {"password": PASSWORD}).status_code == 429


def test_resets_and_changes_of_passwords_are_limited(client: Client, nurse: Acting) -> None:
    for _ in range(5):
        client.post("/account/forgotten/", {"email": nurse.account.email})
    said = {"email": nurse.account.email}
    assert client.post("/account/forgotten/", said).status_code == 429
    assert Message.objects.count() == 5


# ------------------------------------------------------------------ codes


@pytest.mark.parametrize("steps", [-2, -1, 1, 2])
def test_a_code_counts_for_its_half_minute_only(client: Client, nurse: Acting, steps: int) -> None:
    secret = with_codes(nurse.account)
    typed(client, nurse.account)
    page = client.post("/2fa/sign-in/", {"code": code(secret, steps)})
    assert b"This code is wrong" in page.content
    assert client.post("/2fa/sign-in/", {"code": code(secret)}).status_code == 302


def test_a_code_is_good_for_one_sign_in(nurse: Acting) -> None:
    secret = with_codes(nurse.account)
    first, second = Client(), Client()
    for client in (first, second):
        typed(client, nurse.account)
    assert first.post("/2fa/sign-in/", {"code": code(secret)}).status_code == 302
    assert b"used already" in second.post("/2fa/sign-in/", {"code": code(secret)}).content


def test_a_code_is_bound_to_the_sign_in_it_was_asked_for(
    client: Client, nurse: Acting, person: Callable[..., Account]
) -> None:
    other = with_codes(person(Role.AUDITOR))
    with_codes(nurse.account)
    typed(client, nurse.account)
    assert client.post("/2fa/sign-in/", {"code": code(other)}).status_code == 200
    assert Client().post("/2fa/sign-in/", {"code": code(other)}).headers["Location"] == SIGN_IN


def test_codes_are_set_up_with_the_code_that_the_app_shows(
    client: Client, nurse: Acting, django_capture_on_commit_callbacks: Any
) -> None:
    typed(client, nurse.account)
    client.post("/account/again/", {"password": PASSWORD})
    page = client.get("/2fa/codes/")
    assert b"data:image/svg+xml" in page.content
    secret = page.context["form"].secret
    assert len(secret) == 32  # 160 bits
    wrong = client.post("/2fa/codes/", {"code": "000000"})
    assert b"wrong" in wrong.content
    assert client.get("/patients/").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post("/2fa/codes/", {"code": code(secret)})
    assert sent.headers["Location"] == "/2fa/recovery/"
    assert client.get("/patients/").status_code == 200
    assert client.get("/2fa/codes/").headers["Location"] == "/2fa/codes/stop/"


def test_secrets_are_encrypted_in_the_database(nurse: Acting) -> None:
    secret = with_codes(nurse.account)
    seed = RecoveryCodes.activate(nurse.account)
    rows = [str(row.data) for row in Authenticator.objects.all()]
    assert len(rows) == 2
    for row in rows:
        assert secret not in row
        for one in seed.get_unused_codes():
            assert one not in row
    adapter = FactorAdapter()
    assert adapter.encrypt("a secret") != adapter.encrypt("a secret")
    assert adapter.decrypt(adapter.encrypt("a secret")) == "a secret"


def test_a_recovery_code_opens_once(
    client: Client, nurse: Acting, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, nurse.account)
    client.post("/account/again/", {"password": PASSWORD})
    assert client.post("/2fa/recovery/new/").headers["Location"] == "/2fa/recovery/"
    page = client.get("/2fa/recovery/")
    codes = re.findall(r"<code>(\d+)</code>", page.content.decode())
    assert len(codes) == len(set(codes)) == 10
    assert {len(one) for one in codes} == {8}  # 26 bits
    assert codes[0] in client.get("/2fa/recovery/codes.txt").content.decode()
    for expected in (302, 200):
        lost = Client()
        typed(lost, nurse.account)
        assert lost.post("/2fa/sign-in/", {"code": codes[0]}).status_code == expected
    assert b"9 of 10" in client.get("/2fa/recovery/").content
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/2fa/recovery/new/")
    assert Message.objects.get().subject == "New recovery codes"
    assert Entry.objects.filter(kind="accounts.factor", body__contains="replaced").exists()
    lost = Client()
    typed(lost, nurse.account)
    assert lost.post("/2fa/sign-in/", {"code": codes[1]}).status_code == 200  # replaced


# ------------------------------------------------------------------ passkeys


@pytest.fixture
def key(client: Client, nurse: Acting) -> SoftKey:
    """A passkey that a signed-in nurse has added."""
    sign_in(client, nurse.account)
    client.post("/account/again/", {"password": PASSWORD})
    made = SoftKey()
    options = client.get("/2fa/passkeys/add/").context["js_data"]["creation_options"]
    said = {"name": "", "passwordless": "on", "credential": made.made(options)}
    assert client.post("/2fa/passkeys/add/", said).headers["Location"] == "/2fa/recovery/"
    return made


def asked(client: Client) -> Any:
    answer = client.get("/2fa/passkeys/sign-in/", headers={"accept": "application/json"})
    return json.loads(answer.content)["request_options"]


def test_a_passkey_signs_in_by_itself(key: SoftKey) -> None:
    client = Client()
    answer = client.post("/2fa/passkeys/sign-in/", {"credential": key.used(asked(client))})
    assert answer.headers["Location"] == "/"
    assert client.get("/patients/").status_code == 200


def test_a_passkey_is_a_second_factor(key: SoftKey, nurse: Acting) -> None:
    client = Client()
    typed(client, nurse.account)
    options = client.get("/2fa/sign-in/").context["js_data"]["request_options"]
    assert client.post("/2fa/sign-in/", {"credential": key.used(options)}).status_code == 302
    assert client.get("/patients/").status_code == 200


def test_an_answer_of_a_passkey_is_good_for_one_challenge(key: SoftKey) -> None:
    client, other = Client(), Client()
    answer = key.used(asked(client))
    asked(other)
    assert (
        other.post("/2fa/passkeys/sign-in/", {"credential": answer}).headers["Location"] == SIGN_IN
    )
    assert client.post("/2fa/passkeys/sign-in/", {"credential": answer}).status_code == 302
    client.post("/account/sign-out/")
    client.post("/2fa/passkeys/sign-in/", {"credential": answer})
    assert client.get("/patients/").status_code == 302


def test_another_key_is_not_the_passkey(key: SoftKey) -> None:
    client, stranger = Client(), SoftKey(id=key.id, user=key.user)
    client.post("/2fa/passkeys/sign-in/", {"credential": stranger.used(asked(client))})
    assert client.get("/patients/").status_code == 302


def test_a_passkey_of_a_disabled_account_opens_nothing(key: SoftKey, nurse: Acting) -> None:
    nurse.account.is_active = False
    nurse.account.save()
    client = Client()
    answer = client.post("/2fa/passkeys/sign-in/", {"credential": key.used(asked(client))})
    assert answer.headers["Location"] == "/account/closed/"
    assert client.get("/patients/").status_code == 302


def test_passkeys_are_named_and_removed(client: Client, key: SoftKey, nurse: Acting) -> None:
    page = client.get("/2fa/passkeys/")
    assert b"Passkey 1" in page.content
    pk = Authenticator.objects.get(user=nurse.account, type="webauthn").pk
    assert b"Passkey 1" in client.get(f"/2fa/passkeys/{pk}/name/").content
    client.post(f"/2fa/passkeys/{pk}/name/", {"name": "Tablet"})
    assert b"Tablet" in client.get("/2fa/passkeys/").content
    assert b"Remove this passkey" in client.get(f"/2fa/passkeys/{pk}/remove/").content
    client.post(f"/2fa/passkeys/{pk}/remove/")
    assert not Authenticator.objects.filter(pk=pk).exists()
    assert b"Set up" in client.get("/2fa/").content


def test_a_passkey_of_somebody_else_is_not_there(key: SoftKey, nurse: Acting) -> None:
    pk = Authenticator.objects.get(user=nurse.account, type="webauthn").pk
    other = Client()
    account = Account.objects.create(email="other@clinic.example", name="Other")
    account.set_password(PASSWORD)
    account.save()
    other.force_login(account)
    other.post("/account/again/", {"password": PASSWORD})
    for deed in ("name", "remove"):
        assert other.get(f"/2fa/passkeys/{pk}/{deed}/").status_code == 404
        assert other.post(f"/2fa/passkeys/{pk}/{deed}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=pk).exists()


def test_the_last_second_factor_of_staff_stays(client: Client, key: SoftKey, nurse: Acting) -> None:
    """Recovery codes do not count: they are for the day that the factor is lost."""
    pk = Authenticator.objects.get(user=nurse.account, type="webauthn").pk
    assert client.post("/2fa/codes/stop/").headers["Location"] == "/2fa/"
    page = client.post(f"/2fa/passkeys/{pk}/remove/", follow=True)
    assert b"your only second factor" in page.content
    assert Authenticator.objects.filter(pk=pk).exists()


def test_the_last_codes_of_staff_stay(client: Client, nurse: Acting) -> None:
    sign_in(client, nurse.account)
    client.post("/account/again/", {"password": PASSWORD})
    assert b"your only second factor" in client.get("/2fa/codes/stop/").content
    assert b"your only second factor" in client.post("/2fa/codes/stop/").content
    assert Authenticator.objects.filter(user=nurse.account, type="totp").exists()


def test_a_patient_may_take_theirs_away(client: Client, person: Callable[..., Account]) -> None:
    account = person(Role.PATIENT)
    sign_in(client, account)
    client.post("/account/again/", {"password": PASSWORD})
    assert client.post("/2fa/codes/stop/").headers["Location"] == "/2fa/"
    assert not Authenticator.objects.filter(user=account).exists()


@pytest.mark.parametrize("place", ["codes/", "codes/stop/", "passkeys/add/", "recovery/new/"])
def test_factors_change_only_after_a_fresh_proof(
    client: Client, nurse: Acting, place: str, hands: Any
) -> None:
    sign_in(client, nurse.account)
    if place == "codes/":
        Authenticator.objects.filter(user=nurse.account).delete()
    for answer in (client.get(f"/2fa/{place}"), client.post(f"/2fa/{place}")):
        assert answer.headers["Location"].startswith("/account/again/?next=")


# ------------------------------------------------------------------ passwords


def test_passwords_are_kept_with_argon2() -> None:
    assert written.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    kept = Argon2PasswordHasher().encode(PASSWORD, "saltsaltsalt")
    assert kept.startswith("argon2$argon2id$")


def test_changing_a_password_needs_the_old_one_and_signs_out_everywhere(
    client: Client, nurse: Acting
) -> None:
    other = sign_in(Client(), nurse.account)
    sign_in(client, nurse.account)
    said = {"oldpassword": "wrong one here", "password1": NEW, "password2": NEW}
    assert client.post("/account/password/", said).status_code == 200
    said["oldpassword"] = PASSWORD
    assert client.post("/account/password/", said).status_code == 302
    for one in (client, other):
        assert one.get("/patients/").status_code == 302
    assert typed(Client(), nurse.account, NEW).status_code == 302
    assert "do not belong" in words_of(typed(Client(), nurse.account))
    assert Message.objects.get().subject == "Your password was changed"


def test_every_field_of_a_password_is_masked_and_may_be_pasted(
    client: Client, nurse: Acting
) -> None:
    for place in (SIGN_IN,):
        assert _passwords(client.get(place)) == ["current-password"]
    sign_in(client, nurse.account)
    fields = _passwords(client.get("/account/password/"))
    assert fields == ["current-password", "new-password", "new-password"]


def _passwords(page: Any) -> list[str]:
    """Return what password managers are told about each password field of a page."""
    found = re.findall(r'<input[^>]*name="[^"]*password[^>]*>', page.content.decode())
    assert found
    for one in found:
        assert 'type="password"' in one
        assert "onpaste" not in one
    return [re.findall('autocomplete="([^"]*)"', one)[0] for one in found]


def test_a_password_never_grows_old(client: Client, nurse: Acting, hands: Any) -> None:
    hands.go_on(days=4000)
    assert sign_in(client, nurse.account).get("/patients/").status_code == 200


@pytest.mark.parametrize("word", sorted(WORDS))
def test_words_of_the_clinic_make_no_password(word: str) -> None:
    with pytest.raises(ValidationError, match="everybody here would try first"):
        ClinicWords().validate(f"{word}-{word}-12345")
    ClinicWords().validate(f"{word} otter river lamp")


def test_the_rules_of_passwords_are_the_written_ones() -> None:
    rules = get_password_validators(cast("Any", written.AUTH_PASSWORD_VALIDATORS))
    assert [type(rule).__name__ for rule in rules] == [
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "UserAttributeSimilarityValidator",
        "ClinicWords",
    ]
    assert len(rules[1].passwords) > 3000  # type: ignore[attr-defined]
    assert "Not mostly of words" in rules[3].get_help_text()


# ------------------------------------------------------------------ a forgotten password


def asked_for(nurse: Acting) -> str:
    """Ask for a new password; return where the mail's link leads."""
    Client().post("/account/forgotten/", {"email": nurse.account.email})
    found = re.search(r"http://testserver(/account/forgotten/\S+)", Message.objects.get().text)
    assert found
    return found[1]


def test_a_new_password_by_mail_leaves_the_second_factor(client: Client, nurse: Acting) -> None:
    old = sign_in(Client(), nurse.account)
    secret = _secret(nurse.account)
    page = client.get(asked_for(nurse), follow=True)
    place = page.request["PATH_INFO"]
    assert "set-password" in place  # the secret leaves the address at once
    assert b"too short" in client.post(place, {"password1": "short", "password2": "short"}).content
    answer = client.post(place, {"password1": NEW, "password2": NEW})
    assert answer.headers["Location"] == "/account/forgotten/done/"
    assert b"The new password counts" in client.get("/account/forgotten/done/").content
    assert client.get("/patients/").status_code == 302  # it signs nobody in
    assert old.get("/patients/").status_code == 302
    assert typed(client, nurse.account, NEW).headers["Location"] == "/2fa/sign-in/"
    cache.clear()
    assert client.post("/2fa/sign-in/", {"code": code(secret)}).status_code == 302


def test_a_link_to_a_new_password_works_once(client: Client, nurse: Acting) -> None:
    link = asked_for(nurse)
    place = client.get(link).headers["Location"]
    client.post(place, {"password1": NEW, "password2": NEW})
    assert b"This link is over" in Client().get(link, follow=True).content
    assert b"This link is over" in client.get("/account/forgotten/1-x-y/", follow=True).content


def test_a_link_to_a_new_password_lasts_an_hour() -> None:
    assert written.PASSWORD_RESET_TIMEOUT == 3600


def test_a_disabled_account_gets_no_link(nurse: Acting) -> None:
    nurse.account.is_active = False
    nurse.account.save()
    Client().post("/account/forgotten/", {"email": nurse.account.email})
    assert "no account with it" in Message.objects.get().text


# ------------------------------------------------------------------ where one is signed in


def test_one_sees_and_ends_ones_other_sign_ins(client: Client, nurse: Acting) -> None:
    sign_in(client, nurse.account)
    others = [
        sign_in(Client(headers={"user-agent": f"Tablet {n}"}), nurse.account) for n in range(3)
    ]
    page = client.get("/me/").content.decode()
    assert page.count("Sign out there") == 3
    assert "Tablet 2" in page
    for one in SignIn.objects.all():
        assert one.session_key not in page
    name = re.findall('name="name" value="([0-9a-f]+)"', page)[0]
    end = {"name": name, reentry.FIELD: PASSWORD}
    wrong = client.post("/me/sign-ins/end/", {**end, reentry.FIELD: "no"}, follow=True)
    assert b"neither your password" in wrong.content
    assert b"Signed out there." in client.post("/me/sign-ins/end/", end, follow=True).content
    assert b"was over already" in client.post("/me/sign-ins/end/", end, follow=True).content
    assert sorted(one.get("/me/").status_code for one in others) == [200, 200, 302]
    everywhere = client.post("/me/sign-ins/end/", {reentry.FIELD: PASSWORD}, follow=True)
    assert b"Signed out everywhere else: 2." in everywhere.content
    assert [one.get("/me/").status_code for one in others] == [302] * 3


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/2010 Firefox/145.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
         "Edge on Windows"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
         "Safari on an iPad"),
        ("something else " * 9, ("something else " * 9)[:60]),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_shown_in_words(says: str, shown: str) -> None:
    assert browser_of(says) == shown


def test_ones_own_list_is_no_place_to_guess(client: Client, nurse: Acting) -> None:
    sign_in(client, nurse.account)
    for _ in range(10):
        client.post("/me/sign-ins/end/", {reentry.FIELD: "guess"})
    page = client.post("/me/sign-ins/end/", {reentry.FIELD: PASSWORD}, follow=True)
    assert b"Too many tries" in page.content


def test_nobody_ends_a_sign_in_of_somebody_else(client: Client, nurse: Acting) -> None:
    stranger = Client()
    stranger.force_login(Account.objects.create(email="x@clinic.example", name="X"))
    sign_in(client, nurse.account)
    name = sign_ins.named(stranger.session.session_key or "")
    client.post("/me/sign-ins/end/", {"name": name, reentry.FIELD: PASSWORD})
    assert stranger.get("/me/").status_code == 200


def test_there_are_no_accounts_of_the_shop(db: None) -> None:
    assert not Account.objects.exists()
