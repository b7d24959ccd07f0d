"""Django's settings. What a site may choose stands in the environment; the rest is decided here."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from titrant.server.config.installation import PRIVATE_FILE, Installation, Kind, NotStarted

INSTALLATION = Installation.from_environment()
DEMONSTRATION = INSTALLATION.kind is Kind.DEMONSTRATION
INSTALLATION.prepare()

# How far the clock of a demonstration is ahead; a clinic's clock is the machine's.
CLOCK_AHEAD = float(os.environ.get("TITRANT_CLOCK_AHEAD", "0")) if DEMONSTRATION else 0.0

DEBUG = False
SECRET_KEY = INSTALLATION.secret("django")
SECURE = os.environ.get("TITRANT_TLS") == "1"
ORIGIN = os.environ.get("TITRANT_ORIGIN") or INSTALLATION.address()
ALLOWED_HOSTS = [ORIGIN.split("://")[1].split(":")[0], "localhost"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "titrant.server.web",
    "titrant.server.audit",
    "titrant.server.accounts",
    "titrant.server.sites",
    "titrant.server.oversight",
    "titrant.server.messages",
    "titrant.server.tasks",
    "titrant.server.pictures",
    "titrant.server.patients",
    "titrant.server.exposures",
    "titrant.server.intake",
    "titrant.server.courses",
    "titrant.server.orders",
    "titrant.server.guidance",
    "titrant.server.papers",
    "allauth",  # after our own parts, whose templates it shows
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "titrant.server.web.static_files.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "titrant.server.web.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "titrant.server.accounts.middleware.acting",
    "titrant.server.accounts.middleware.limited_in_time",
    "titrant.server.accounts.middleware.second_factor_required",
    "titrant.server.audit.middleware.Refused",
]

ROOT_URLCONF = "titrant.server.config.urls"
ASGI_APPLICATION = "titrant.server.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["titrant.server.web.templatetags.clinic"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "titrant.server.web.context.page",
            ],
        },
    }
]

# ---------------------------------------------------------------- the record


def _database() -> dict[str, Any]:
    address = os.environ.get("DATABASE_URL", f"sqlite:///{INSTALLATION.database}")
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(address))
    except ValueError:
        found = {"ENGINE": ""}
    if found["ENGINE"].rpartition(".")[2] not in {"sqlite3", "postgresql"}:
        raise NotStarted(
            "DATABASE_URL is no address of a database that Titrant works with. Write it like "
            "postgresql://user:password@host:5432/name, or leave it out for SQLite."
        )
    if found["ENGINE"].endswith("sqlite3"):
        _touched(Path(found["NAME"]))
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456"
            ),
        }
    else:
        pool = {"min_size": 1, "max_size": 16, "timeout": 10}
        found["OPTIONS"] = {**found.get("OPTIONS", {}), "pool": pool}
        found["CONN_HEALTH_CHECKS"] = True  # after a restart the pool holds dead connections
    return found


def _touched(file: Path) -> None:
    try:
        file.touch(mode=PRIVATE_FILE)  # its journals take over who may read it
    except OSError as error:
        raise NotStarted(f"The database {file} cannot be made: {error.strerror}.") from None


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
    }
}

# ---------------------------------------------------------------- people

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "titrant.server.accounts.passwords.ClinicWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "titrant.server.accounts.adapter.ClinicAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by its invitation
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # passwords by address, second factors by account
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",  # nosec B105: how often
    "reset_password": "20/m/ip,5/m/key",  # nosec B105: how often
    "reset_password_from_key": "20/m/ip",  # nosec B105: how often
}
PASSWORD_RESET_TIMEOUT = 3600  # seconds that a link to a new password works
MFA_ADAPTER = "titrant.server.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Titrant"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # http://localhost only

SESSION_ENGINE = "titrant.server.accounts.sign_ins"
SESSION_COOKIE_NAME = "__Host-titrant" if SECURE else "titrant"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 3 * 24 * 3600  # longer than a sign-in: what was typed outlives it
CSRF_COOKIE_NAME = "__Host-titrant-csrf" if SECURE else "titrant-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "titrant.server.web.views.stale_form"
SIGNED_IN_AT_MOST = 12 * 3600  # seconds, whatever somebody does
IDLE_AT_MOST = 15 * 60  # seconds without a request; then one factor opens the page again

# ---------------------------------------------------------------- pages

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

EMAIL_BACKEND = "titrant.server.messages.backend.OutboxBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_values": {"()": "titrant.server.web.logs.WithoutValues"}},
    "formatters": {
        "line": {
            "()": "titrant.server.web.logs.Line",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # On the loggers, so that no handler that anybody adds sees more than these lines say.
    "loggers": {
        name: {"filters": ["without_values"]}
        for name in (
            "django.request",
            "django.security.csrf",
            "django.security.DisallowedHost",
            "django.security.SuspiciousOperation",
            "django.security.RequestDataTooBig",
            "django.security.TooManyFieldsSent",
            "django.security.TooManyFilesSent",
            "django.security.BadRequest",
            "django.security.SuspiciousFileOperation",
            "django.security.SuspiciousSession",
        )
    },
}

# ---------------------------------------------------------------- messages

SMTP_URL = os.environ.get("TITRANT_SMTP_URL", "")
TEXT_SENDER = os.environ.get("TITRANT_TEXT_SENDER", "")
