"""django-helpdesk beside miz: installed from the package index, set up as its manual says.

SQLite and files on disk, DEBUG off, API on; teams off, which its manual allows. Its letter to the
citizen is composed and then dropped by Django's dummy backend, so that no mail server is measured.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from attrs import frozen

from benchmarks.clerks import Clerk, Line
from benchmarks.service_desk import CITIZENS
from tests.stories.demo import end_group, free_port
from tests.stories.served import Server

PINS = Path(__file__).with_name("helpdesk.txt")
LOGIN, PASSWORD = "clerk", "a sentence to sign in"
SIGN_IN = "/admin/login/"
BOUNDARY = "a-line-that-no-picture-holds"
SETTINGS = """
from pathlib import Path

DATA = Path(__file__).parent
SECRET_KEY = "a benchmark on loopback"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
SITE_ID = 1
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.sites", "django.contrib.admin", "django.contrib.messages",
    "django.contrib.staticfiles", "django.contrib.humanize", "rest_framework", "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "desk_urls"
LOGIN_URL = "/login/"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
USE_TZ = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HELPDESK_TEAMS_MODEL = "auth.Group"
HELPDESK_TEAMS_MIGRATION_DEPENDENCIES = []
HELPDESK_KBITEM_TEAM_GETTER = lambda _: None
"""
URLS = """
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("helpdesk.urls", namespace="helpdesk")),
]
"""
FURNITURE = f"""
from django.contrib.auth import get_user_model
from helpdesk.models import Queue

get_user_model().objects.create_superuser({LOGIN!r}, "clerk@example.ir", {PASSWORD!r})
Queue.objects.create(title="Licences", slug="licences")
"""
COUNT = """
from helpdesk.models import FollowUpAttachment, Ticket

whole = [one for one in FollowUpAttachment.objects.all() if one.file.size == one.size > 0]
print(Ticket.objects.count(), len(whole))
"""


def install(venv: Path) -> Path:
    """The folder of its programs, in an environment that nothing else uses."""
    programs = venv / "bin"
    if not programs.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([programs / "pip", "install", "--quiet", "-r", PINS], check=True)
    return programs


@frozen
class Helpdesk:
    """One installation: its programs, its folder, and how gunicorn is to run it."""

    programs: Path
    folder: Path
    options: Sequence[str]

    def furnish(self) -> None:
        """Its tables, its letters, a clerk and a queue."""
        self.folder.mkdir()
        (self.folder / "desk_settings.py").write_text(SETTINGS, encoding="utf-8")
        (self.folder / "desk_urls.py").write_text(URLS, encoding="utf-8")
        self._say("migrate", "-v", "0")
        self._say("loaddata", "-v", "0", "emailtemplate.json")
        self._say("shell", "-v", "0", "-c", FURNITURE)

    @contextmanager
    def serving(self) -> Iterator[Server]:
        """gunicorn around it, until the block ends."""
        port = free_port()
        command = [
            str(self.programs / "gunicorn"), *self.options, "--no-control-socket",
            "--bind", f"127.0.0.1:{port}", "--log-level", "warning",
            "django.core.wsgi:get_wsgi_application()",
        ]  # fmt: skip
        process = subprocess.Popen(command, env=self._surroundings(), start_new_session=True)
        server = Server(process, f"http://127.0.0.1:{port}")
        try:
            server.wait(SIGN_IN)
            yield server
        finally:
            end_group(process)

    def counts(self) -> tuple[int, int]:
        """Tickets that are stored, and documents that lie on the disk as a whole."""
        tickets, documents = self._say("shell", "-v", "0", "-c", COUNT).split()
        return int(tickets), int(documents)

    def _say(self, *words: str) -> str:
        command = [str(self.programs / "django-admin"), *words]
        said = subprocess.run(command, env=self._surroundings(), check=True, stdout=subprocess.PIPE)
        return said.stdout.decode()

    def _surroundings(self) -> Mapping[str, str]:
        more = {"DJANGO_SETTINGS_MODULE": "desk_settings", "PYTHONPATH": str(self.folder)}
        return {**os.environ, **more}


def seats(server: Server, pictures: Sequence[bytes]) -> Callable[[], Clerk]:
    """Clerks who file tickets, each with its picture; without pictures the ticket alone."""
    headers = _signed_in(server)

    def seat() -> Clerk:
        line = Line.to(server, headers)

        def file(number: int) -> bool:
            body = _form(number, pictures[number] if pictures else b"")
            status, _ = line.post(
                "/api/tickets/", body, f"multipart/form-data; boundary={BOUNDARY}"
            )
            return status == 201

        return file

    return seat


def _form(number: int, picture: bytes) -> bytes:
    fields = {
        "queue": "1",
        "title": "درخواست پروانه",
        "description": "خواهشمندم پروانهٔ کسب را صادر کنید.",
        "submitter_email": f"citizen{number % CITIZENS}@example.ir",
        "status": "1",
        "priority": "3",
    }
    parts = [f'name="{name}"\r\n\r\n{text}'.encode() for name, text in fields.items()]
    if picture:
        start = b'name="attachment"; filename="card.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        parts.append(start + picture)
    before = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    return b"".join(before + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def _signed_in(server: Server) -> Mapping[str, str]:
    """The headers of the clerk's session."""
    with httpx.Client(base_url=server.base) as client:
        client.get(SIGN_IN)
        form = {"username": LOGIN, "password": PASSWORD}
        form["csrfmiddlewaretoken"] = client.cookies["csrftoken"]
        answer = client.post(SIGN_IN, data=form)
        if answer.status_code != httpx.codes.FOUND:
            raise SystemExit(f"django-helpdesk does not let its clerk in: {answer.status_code}")
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        return {"Cookie": cookies, "X-CSRFToken": client.cookies["csrftoken"]}
