"""What the launcher says when something is wrong, and where the details go."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.domain.errors import DataFolderBusy
from backend.domain.settings import Settings
from desktop import log_file
from desktop.__main__ import give_back
from desktop.adapter import is_ours, page_again
from desktop.failure import OURS, THEIRS, explain
from desktop.view import View, icon_file, notice


def test_an_error_of_the_tree_is_its_sentence() -> None:
    assert explain(DataFolderBusy("It is in use.")) == ("It is in use.", THEIRS)


def test_what_a_package_put_into_its_environment_is_no_other_programs() -> None:
    ours = {"LD_LIBRARY_PATH": "/opt/runnel/_internal", "HOME": "/home/me"}
    give_back(ours)
    assert ours == {"HOME": "/home/me"}
    theirs = {"LD_LIBRARY_PATH": "/opt/runnel/_internal:/their/own", "LD_LIBRARY_PATH_ORIG": "/their/own"}
    give_back(theirs)
    assert theirs == {"LD_LIBRARY_PATH": "/their/own"}


def test_a_setting_that_cannot_be_used_is_named_in_one_line() -> None:
    with pytest.raises(ValidationError) as raised:
        Settings(port=70_000)

    text, code = explain(raised.value)

    assert text == "The setting port (RUNNEL_PORT) cannot be used: Input should be less than or equal to 65535."
    assert code == THEIRS


def test_I1_a_fault_of_ours_keeps_its_traceback_in_a_private_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNNEL_DATA_DIR", str(tmp_path / "data"))

    text, code = explain(ZeroDivisionError("a detail"))

    kept = tmp_path / "data" / "last-crash.txt"
    assert text == f"Runnel met a fault of its own and had to end. Details for a report are in {kept}."
    assert code == OURS
    assert "ZeroDivisionError: a detail" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.usefixtures("logging_as_before")
def test_the_log_is_private_and_standard_error_has_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_file.begin(tmp_path, level="info")
    try:
        raise ValueError("the detail")
    except ValueError:
        logging.getLogger("test").exception("it went wrong")
    logging.getLogger("desktop.test").info("only for the file")

    file = tmp_path / "runnel.log"
    assert capsys.readouterr().err == "Runnel: it went wrong\n"
    assert "ValueError: the detail" in file.read_text()
    assert "only for the file" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("http://127.0.0.1:40123/", True),
        ("http://127.0.0.1:40123", True),
        ("http://127.0.0.1:40123/api/health?x=1", True),
        ("http://127.0.0.1:401234/", False),
        ("http://127.0.0.1:40123.example.org/", False),
        ("http://127.0.0.1:40123@example.org/", False),
        ("https://127.0.0.1:40123/", False),
        ("http://localhost:40123/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_C12_only_our_origin_is_ours(url: str, ours: bool) -> None:
    assert is_ours(url, "http://127.0.0.1:40123") is ours


def test_a_view_crosses_to_a_child_and_back() -> None:
    view = View(url="http://127.0.0.1:1/boot?code=ü", origin="http://127.0.0.1:1", theme="dark", icon="/i.svg")

    assert View.from_line(view.to_line()) == view
    assert view.to_line().count("\n") == 1


def test_a_notice_shows_its_text_as_text() -> None:
    assert "&lt;script&gt;" in (notice("<script>").html or "")


def test_the_icon_is_found() -> None:
    assert icon_file() is not None


@pytest.mark.parametrize(
    ("was", "comes_back_to"),
    [
        ("http://127.0.0.1:40123/#chat=a%20b", "http://127.0.0.1:40123/#chat=a%20b"),
        ("http://127.0.0.1:40123/boot?code=used", "http://127.0.0.1:40123/"),
        ("http://127.0.0.1:40123.example.org/#chat=a", "http://127.0.0.1:40123/"),
        ("about:blank", "http://127.0.0.1:40123/"),
        (None, "http://127.0.0.1:40123/"),
    ],
)
def test_I2_a_page_whose_process_ended_comes_back_to_its_chat(was: str | None, comes_back_to: str) -> None:
    assert page_again(was, "http://127.0.0.1:40123") == comes_back_to
