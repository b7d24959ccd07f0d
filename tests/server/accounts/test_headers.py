"""What every answer carries: headers that close the browser's doors, cookies that nobody reads."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.test import Client
from tests.lib.signing_in import SIGN_IN, sign_in, typed

from titrant.server.accounts.acting import Acting
from titrant.server.config import settings as written

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
CLOSED = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
          "base-uri 'none'", "form-action 'self'")  # fmt: skip


@pytest.fixture
def answers(client: Client, nurse: Acting) -> dict[str, Any]:
    """Return answers of every sort: of nobody, a page, a refusal, none, a redirection."""
    found = {"nobody": client.get(SIGN_IN), "sent on": client.get("/patients/")}
    sign_in(client, nurse.account)
    found["page"] = client.get("/patients/")
    found["refused"] = client.get("/people/")
    found["none"] = client.get("/no/such/page")
    found["a form of elsewhere"] = Client(enforce_csrf_checks=True).post(SIGN_IN)
    return found


def test_every_answer_closes_the_doors(answers: dict[str, Any]) -> None:
    for sort, answer in answers.items():
        for name, value in EVERYWHERE.items():
            assert answer.headers.get(name) == value, (sort, name)
        policy = answer.headers["Content-Security-Policy"]
        for word in CLOSED:
            assert word in policy, (sort, word)
        assert "unsafe" not in policy
        assert "*" not in policy
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_no_browser_and_no_proxy_keeps_a_page(answers: dict[str, Any]) -> None:
    for sort, answer in answers.items():
        assert "no-store" in answer.headers["Cache-Control"], sort


def test_no_page_has_a_script_or_a_style_in_itself(answers: dict[str, Any]) -> None:
    for answer in answers.values():
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
        assert "<style" not in page
        assert not re.search(r"""\s(style|on\w+)=["']""", page)


def test_cookies_are_for_the_server_alone(client: Client, nurse: Acting) -> None:
    sign_in(client, nurse.account)
    session, token = client.cookies["titrant"], client.cookies["titrant-csrf"]
    assert session["httponly"]
    assert token["httponly"]
    assert (session["samesite"], token["samesite"]) == ("Lax", "Strict")
    assert session["max-age"] == ""  # gone with the browser
    assert not session["domain"]
    assert nurse.account.email not in str(client.cookies)


def fresh(monkeypatch: pytest.MonkeyPatch, home: Path, **environment: str) -> Any:
    """Return the settings as another installation would read them."""
    monkeypatch.setenv("TITRANT_HOME", str(home))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("settings_of_another", written.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_under_tls_cookies_and_the_address_are_bound_to_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any, nurse: Acting
) -> None:
    secure = fresh(
        monkeypatch, tmp_path / "tls", TITRANT_TLS="1", TITRANT_ORIGIN="https://clinic.example"
    )
    for name in (
        "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    ):  # fmt: skip
        setattr(settings, name, getattr(secure, name))
    assert secure.ALLOWED_HOSTS == ["clinic.example", "localhost"]
    assert secure.CSRF_TRUSTED_ORIGINS == ["https://clinic.example"]
    assert secure.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN is False
    client = Client(headers={"host": "localhost"})
    answer = client.get(SIGN_IN, secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    client.post(
        SIGN_IN, {"login": nurse.account.email, "password": "correct horse battery staple"},
        secure=True,
    )  # fmt: skip
    for name in ("__Host-titrant", "__Host-titrant-csrf"):
        cookie = client.cookies[name]
        assert cookie["secure"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_each_installation_has_its_own_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one, two = (fresh(monkeypatch, tmp_path / name) for name in ("one", "two"))
    assert one.SECRET_KEY != two.SECRET_KEY
    assert len(one.SECRET_KEY) >= 50
    key = tmp_path / "one" / "keys" / "django.key"
    assert key.stat().st_mode & 0o077 == 0
    assert one.DEBUG is False


def test_another_host_is_not_answered(client: Client) -> None:
    answer = client.get(SIGN_IN, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400


def test_signing_in_leads_to_no_other_site(client: Client, nurse: Acting) -> None:
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        fresh_one = Client()
        sign_in(fresh_one, nurse.account)
        fresh_one.post("/account/sign-out/", {"next": elsewhere})
        answer = typed(fresh_one, nurse.account, next=elsewhere)
        assert "elsewhere" not in answer.headers["Location"]
        assert "javascript" not in answer.headers["Location"]


def test_a_session_is_kept_by_the_server(client: Client, nurse: Acting) -> None:
    """The cookie is a name and says nothing; what it names is in our own table."""
    sign_in(client, nurse.account)
    assert live.SESSION_ENGINE == "titrant.server.accounts.sign_ins"
    assert client.cookies["titrant"].value == client.session.session_key
    made_up = Client()
    made_up.cookies["titrant"] = "a" * 32
    assert made_up.get("/patients/").status_code == 302
    assert made_up.session.session_key != "a" * 32
