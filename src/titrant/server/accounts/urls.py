"""Addresses of signing in, and of people. Signing in itself is django-allauth's.

Only the pages that we want of it are here, each with its mark: what it brings later stays closed.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import path, re_path

from titrant.server.accounts import (
    emergency_pages,
    factor_pages,
    joining_pages,
    people_pages,
    views,
)
from titrant.server.accounts.pages import ANYBODY, SIGNED_IN, page

anybody = page(ANYBODY)
signed_in = page(SIGNED_IN)

signing_in = [
    path("account/sign-in/", anybody(account.login), name="account_login"),
    path("account/sign-out/", anybody(account.logout), name="account_logout"),
    path("account/closed/", anybody(account.account_inactive), name="account_inactive"),
    path("account/sign-up/", anybody(account.signup), name="account_signup"),
    path("account/again/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/password/", signed_in(account.password_change), name="account_change_password"),
    path("account/forgotten/", anybody(account.password_reset), name="account_reset_password"),
    path(
        "account/forgotten/sent/",
        anybody(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        anybody(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/forgotten/done/",
        anybody(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

second_factors = [
    path("2fa/", signed_in(mfa.index), name="mfa_index"),
    path("2fa/sign-in/", anybody(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/again/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/codes/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/codes/stop/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/passkeys/", signed_in(passkey.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", signed_in(passkey.add_webauthn), name="mfa_add_webauthn"),
    path(
        "2fa/passkeys/again/",
        signed_in(passkey.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/sign-in/", anybody(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/passkeys/<int:pk>/name/", signed_in(passkey.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "2fa/passkeys/<int:pk>/remove/",
        signed_in(factor_pages.remove_passkey),
        name="mfa_remove_webauthn",
    ),
    path("2fa/recovery/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery/new/",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery/codes.txt",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("me/sign-ins/end/", views.end_sign_in, name="end_sign_in"),
    path("me/clinic/", views.act_in, name="act_in"),
    path("me/typed/", views.kept, name="kept"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("join/<str:secret>/", joining_pages.join, name="join"),
    path("people/", people_pages.people, name="people"),
    path("people/invite/", people_pages.invite, name="invite"),
    path(
        "people/invitations/<uuid:invitation>/take-back/",
        people_pages.withdraw,
        name="withdraw_invitation",
    ),
    path("people/<uuid:person>/", people_pages.person, name="person"),
    path("people/<uuid:person>/give-role/", people_pages.give_role, name="give_role"),
    path("people/<uuid:person>/take-role/", people_pages.take_role, name="take_role"),
    path("people/<uuid:person>/switch/", people_pages.switch, name="switch_account"),
    path(
        "people/<uuid:person>/sign-out/",
        people_pages.sign_out_everywhere,
        name="sign_out_everywhere",
    ),
    path("people/<uuid:person>/second-factor/", people_pages.clear_factors, name="clear_factors"),
    path("emergency/", emergency_pages.find_record, name="emergency"),
    path("emergency/<uuid:patient>/", emergency_pages.open_record, name="open_record"),
    path("emergencies/", emergency_pages.accesses, name="accesses"),
    path("emergencies/<uuid:access>/", emergency_pages.access, name="access"),
    *signing_in,
    *second_factors,
]
