"""Style and scripts come whole, in part, or not again."""

from pathlib import Path

import pytest
from django.test import Client

from titrant.server.web import context

MARK = Path(context.__file__).parent / "static" / "titrant" / "mark.svg"
PLACE = "/static/titrant/mark.svg"


def test_a_file_comes_whole_and_in_one_piece(client: Client) -> None:
    answer = client.get(PLACE)
    assert (answer.status_code, answer.streaming) == (200, False)
    assert answer.content == MARK.read_bytes()
    assert answer["Content-Type"] == "image/svg+xml"
    assert "max-age" in answer["Cache-Control"]


def test_a_head_is_a_head(client: Client) -> None:
    answer = client.head(PLACE)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Length"] == str(MARK.stat().st_size)


def test_a_part_of_a_file_comes_when_it_is_asked_for(client: Client) -> None:
    answer = client.get(PLACE, headers={"range": "bytes=1-3"})
    assert (answer.status_code, answer.content) == (206, MARK.read_bytes()[1:4])


def test_what_a_browser_has_already_is_not_sent_again(client: Client) -> None:
    seen = client.get(PLACE)["Last-Modified"]
    answer = client.get(PLACE, headers={"if-modified-since": seen})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("name", ["../settings.py", "none.css", "%2e%2e/urls.py"])
def test_nothing_else_is_served(client: Client, name: str) -> None:
    assert client.get(f"/static/titrant/{name}").status_code == 404
