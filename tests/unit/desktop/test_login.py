"""The entry that starts Runnel with the login: what each system would read, and the choice on Linux as it is made."""

from __future__ import annotations

import os
import plistlib
import re
import stat
from pathlib import Path

import pytest

from desktop.login import File, autostart_folder, desktop_entry, launch_agent, login, program_of

ODD = ['/opt/a folder/ünd $HOME `x` "q" 100%/runnel', "--data-dir", "/home/me/back\\slash"]


def entry(tmp_path: Path, *command: str) -> File:
    return File(tmp_path / "config" / "autostart" / "app.runnel.Runnel.desktop", desktop_entry(command))


def test_switched_on_it_is_there_and_switched_off_it_is_gone(tmp_path: Path) -> None:
    ours = entry(tmp_path, "/usr/bin/runnel")
    assert not ours.is_on()

    ours.turn(on=True)

    assert ours.is_on()
    assert [file.name for file in ours.path.parent.iterdir()] == ["app.runnel.Runnel.desktop"]
    assert stat.S_IMODE(ours.path.stat().st_mode) == 0o600
    ours.turn(on=False)
    ours.turn(on=False)
    assert not ours.is_on()
    assert list(ours.path.parent.iterdir()) == []


@pytest.mark.parametrize("off", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_desktop_has_switched_off_is_off(tmp_path: Path, off: str) -> None:
    ours = entry(tmp_path, "/usr/bin/runnel")
    ours.turn(on=True)
    kept = [line for line in ours.path.read_text().splitlines() if line.split("=")[0] != off.split("=")[0]]
    ours.path.write_text("\n".join([*kept, "X-GNOME-Autostart-Delay=5"]))
    assert ours.is_on()
    ours.path.write_text("\n".join([*kept, off]))
    assert not ours.is_on()


def test_an_entry_of_another_place_is_not_ours_until_it_is_switched_on_again(tmp_path: Path) -> None:
    entry(tmp_path, "/old/runnel").turn(on=True)
    ours = entry(tmp_path, "/new/runnel")
    assert not ours.is_on()
    ours.turn(on=True)
    assert ours.is_on()


def test_a_command_line_reaches_the_desktop_as_it_is() -> None:
    lines = dict(line.split("=", 1) for line in desktop_entry(ODD).decode().splitlines() if "=" in line)
    as_string = lines["Exec"].replace("\\\\", "\\")  # the specification's strings, and then its quoting
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', as_string)
    assert [re.sub(r"\\(.)", r"\1", part).replace("%%", "%") for part in quoted] == ODD
    assert lines["TryExec"] == ODD[0]


def test_macos_reads_a_property_list() -> None:
    assert plistlib.loads(launch_agent(ODD)) == {
        "Label": "app.runnel.Runnel",
        "ProgramArguments": ODD,
        "RunAtLoad": True,
        "ProcessType": "Interactive",
        "LimitLoadToSessionType": "Aqua",
    }


def test_the_program_is_the_one_that_runs(tmp_path: Path) -> None:
    python = str(tmp_path / "python")
    assert program_of({}, executable="/opt/runnel/runnel", frozen=True) == "/opt/runnel/runnel"
    assert program_of({"APPIMAGE": "/home/me/Runnel.AppImage"}, executable="/tmp/x/runnel", frozen=True) == (
        "/home/me/Runnel.AppImage"
    )
    assert program_of({"APPIMAGE": "/not/ours"}, executable=python, frozen=False) is None
    (tmp_path / "runnel").touch()
    assert program_of({}, executable=python, frozen=False) == str(tmp_path / "runnel")


def test_the_folder_is_xdgs() -> None:
    home = Path("/home/me")
    assert autostart_folder({"XDG_CONFIG_HOME": "/elsewhere"}, home) == Path("/elsewhere/autostart")
    assert autostart_folder({"XDG_CONFIG_HOME": "not/whole"}, home) == Path("/home/me/.config/autostart")
    assert autostart_folder({}, home) == Path("/home/me/.config/autostart")


def test_another_data_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))  # for this process, and perhaps not at the login
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    (tmp_path / "runnel").touch()

    usual, other = login(tmp_path / ".local" / "share" / "Runnel"), login(tmp_path / "other")

    assert isinstance(usual, File)
    assert isinstance(other, File)
    assert b"--data-dir" not in usual.content
    assert f'"--data-dir" "{tmp_path / "other"}"'.encode() in other.content


def test_a_path_that_is_not_utf_8_is_no_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = tmp_path / os.fsdecode(b"\xff")
    odd.mkdir()
    (odd / "runnel").touch()
    monkeypatch.setattr("sys.executable", str(odd / "python"))
    assert login(tmp_path) is None
