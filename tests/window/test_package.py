"""The packages as they are built: the bundle's own self-test, the .deb's whole life on this system, the archive's.

One build serves all of it.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.window import installed
from tests.window.app import ROOT, wait_until
from tests.window.conftest import Start
from tests.window.installed import Opened, bare
from tests.window.screen import Screen

OUT = ROOT / "build" / "package"
NEEDED = ("objdump", "rsvg-convert", "dpkg-deb")
ALLOW = bytes.fromhex("0f6b63")[::-1]  # --accent of the light theme, as `Shot` has it
HOLDS = (
    "opt/runnel/runnel",
    "opt/runnel/_internal/backend/_web/index.html",
    "usr/bin/runnel",
    "usr/share/applications/app.runnel.Runnel.desktop",
    "usr/share/metainfo/app.runnel.Runnel.metainfo.xml",
    "usr/share/icons/hicolor/scalable/apps/app.runnel.Runnel.svg",
    "usr/share/icons/hicolor/16x16/apps/app.runnel.Runnel.png",
    "usr/share/doc/runnel/copyright",
    "usr/share/doc/runnel/sbom.cdx.json",
)

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the package is made on Linux only so far"),
]


@pytest.fixture(scope="module")
def bundle() -> Path:
    """Built as anybody builds it; packed quickly. With RUNNEL_BUILT what has been built is tested."""
    if missing := [name for name in NEEDED if shutil.which(name) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if not Path("/usr/lib/python3/dist-packages/gi").is_dir():
        pytest.skip("not installed: PyGObject (python3-gi)")
    if os.environ.get("RUNNEL_BUILT"):
        return OUT / "runnel"
    command = [sys.executable, "packaging/build.py", "--quick"]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    print(built.stdout)
    return OUT / "runnel"


@pytest.fixture(scope="module")
def deb(bundle: Path) -> Path:
    (package,) = OUT.glob("runnel_*.deb")
    return package


@pytest.fixture(scope="module")
def before(deb: Path) -> set[Path]:
    """What has our name on this system while Runnel is not installed; only a clean one can tell what is left over."""
    if os.geteuid() != 0:
        pytest.skip("not root: installing needs it")
    if installed.is_installed():
        pytest.skip("Runnel is installed on this system: `dpkg --purge runnel` first")
    return installed.traces()


@pytest.fixture(scope="module")
def home(before: set[Path], deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A person's, on a system where the .deb is installed. It never stays."""
    try:
        installed.install(deb)
        yield tmp_path_factory.mktemp("a person’s home")
    finally:
        if installed.is_installed():
            installed.purge()


def test_the_bundle_passes_its_self_test_without_a_display(bundle: Path, tmp_path: Path) -> None:
    assert self_test(bundle / "runnel", tmp_path)["window"] == "no display"


def test_everything_inside_is_on_the_bill_with_a_licence(bundle: Path) -> None:
    bill = json.loads((bundle / "sbom.cdx.json").read_text())["components"]
    listed = {component["name"].lower().replace("_", "-") for component in bill}
    inside = {path.name.partition("-")[0].lower() for path in (bundle / "_internal").glob("*.dist-info")}
    assert {name.replace("_", "-") for name in inside} - {"runnel"} <= listed
    assert {"preact", "markdown-it", "apsw", "python"} <= listed
    assert all(component["licenses"] for component in bill)
    texts = {folder.name.rsplit("-", 1)[0] for folder in (bundle / "licences").iterdir()}
    assert {"fastapi", "preact", "pydantic", "pywebview"} <= texts


def test_nothing_of_the_tests_and_no_other_toolkit_is_inside(bundle: Path) -> None:
    inside = {path.name.lower() for path in (bundle / "_internal").iterdir()}
    assert inside & {"lxml", "tiktoken", "numpy", "pyside6", "pytest", "hypothesis", "werkzeug"} == set()
    assert sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file()) < 110e6


def test_the_bundle_brings_no_gtk_of_its_own(bundle: Path) -> None:
    brought = [path.name for path in bundle.rglob("*") if path.name.startswith(("libgtk", "libglib", "libwebkit"))]
    assert brought == []


def test_a_second_start_of_the_built_program_brings_the_first_to_the_front(
    bundle: Path, screen: Screen, start: Start
) -> None:
    wait_until(lambda: not screen.windows("Runnel"))
    program = [str(bundle / "runnel")]
    app = start(display=screen.display, program=program)
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    wait_until(lambda: (app.data_dir / "instance.json").exists())

    code, said, _ = start("--text", "hello", display=screen.display, program=program).ended()

    assert (code, "brought to the front" in said) == (0, True)
    screen.close(handle)
    assert app.ended()[0] == 0


def test_the_deb_puts_the_program_and_what_a_desktop_needs_in_their_places(home: Path) -> None:
    files = installed.files()
    assert {Path("/", name) for name in HOLDS} <= files
    theirs = [path for path in files if path.lstat().st_uid or path.lstat().st_gid]
    writable = [path for path in files if not path.is_symlink() and path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)]
    assert (theirs, writable) == ([], [])
    assert Path("/usr/bin/runnel").resolve() == Path("/opt/runnel/runnel")


def test_the_installed_app_opens_from_its_icon_and_writes_a_file_that_was_allowed(
    home: Path, screen: Screen, tmp_path: Path
) -> None:
    folder = tmp_path / "a folder, ünd 100 % more"
    folder.mkdir()
    wait_until(lambda: not screen.windows("Runnel"))
    app = Opened(home, folder, display=screen.display)
    try:
        handle = screen.wait_for_window("Runnel", timeout_s=30)
        app.wait_for_streams(1)
        (chat,) = app.api.get("/api/conversations")["conversations"]
        screen.type(handle, "write notes.txt: call the dentist")
        wait_until(lambda: bool(app.api.get(f"/api/conversations/{chat['id']}")["interrupts"]))
        assert not (folder / "notes.txt").exists()
        wait_until(lambda: bool(screen.shot().blocks(ALLOW)))  # it has that colour once it may be pressed
        screen.shot().save(tmp_path / "asked.png")

        screen.click(*screen.shot().blocks(ALLOW)[0])

        wait_until(lambda: (folder / "notes.txt").exists())
        assert (folder / "notes.txt").read_text().strip() == "call the dentist"
        wait_until(lambda: runs(app, chat["id"])[-1] == "finished")
        wait_until(lambda: not screen.shot().blocks(ALLOW))
        screen.shot().save(tmp_path / "written.png")
        screen.close(handle)
        code, _, errors = app.ended()
        assert (code, errors) == (0, "")
        wait_until(lambda: app.family() == {}, timeout_s=5)
    finally:
        app.kill_whatever_is_left()


def test_the_deb_goes_without_leftovers_and_leaves_what_the_person_made(home: Path, before: set[Path]) -> None:
    made = sorted(path.relative_to(home) for path in (home / ".local" / "share" / "Runnel").rglob("*"))
    assert Path(".local/share/Runnel/runnel.db") in made

    installed.purge()

    assert installed.traces() - before == set()
    known = Path("/usr/share/applications/mimeinfo.cache")  # what desktops keep of all entries
    assert not known.exists() or installed.ENTRY not in known.read_text()
    assert sorted(path.relative_to(home) for path in (home / ".local" / "share" / "Runnel").rglob("*")) == made


def test_the_archive_installs_itself_for_one_person_passes_its_self_test_and_goes_again(
    bundle: Path, screen: Screen, tmp_path: Path
) -> None:
    (package,) = OUT.glob("runnel-*.tar.gz")
    home = tmp_path / "ein Büro $HOME"
    (home / "Downloads").mkdir(parents=True)
    with tarfile.open(package) as tar:
        tar.extractall(home / "Downloads", filter="data")
    (unpacked,) = (home / "Downloads").iterdir()
    kept = home / ".local" / "share" / "Runnel" / "a chat"
    kept.parent.mkdir(parents=True)
    kept.touch()

    starter = home / ".local" / "bin" / "runnel"
    starter.parent.mkdir()
    starter.write_text("somebody else's\n")
    refused = subprocess.run([unpacked / "install.sh"], env=bare(home), check=False, capture_output=True, text=True)
    assert (refused.returncode, starter.read_text()) == (1, "somebody else's\n")
    assert "nothing was changed" in refused.stderr
    assert not (home / ".local" / "opt").exists()
    starter.unlink()

    subprocess.run([unpacked / "install.sh"], env=bare(home), check=True, capture_output=True)
    subprocess.run([unpacked / "install.sh"], env=bare(home), check=True, capture_output=True)  # over itself
    shutil.rmtree(unpacked / "runnel")
    figures = self_test(starter, home, DISPLAY=screen.display)
    wait_until(lambda: not screen.windows("Runnel"))
    app = Opened(home, display=screen.display)
    try:
        screen.close(screen.wait_for_window("Runnel", timeout_s=30))
        assert app.ended()[0] == 0
    finally:
        app.kill_whatever_is_left()
    subprocess.run([unpacked / "install.sh", "--remove"], env=bare(home), check=True, capture_output=True)

    assert figures["window"] == "gtk"
    assert 0 < figures["http_ready_s"] < figures["window_interactive_s"]
    assert figures["page_again_s"] > 0
    assert figures["stop_s"] < 1
    assert 50 < figures["memory_mb"] < 700
    left = [path for path in home.rglob("*") if not path.is_relative_to(unpacked) and "runnel" in path.name.lower()]
    assert left == [kept.parent, *[path for path in left if path.is_relative_to(kept.parent) and path != kept.parent]]
    assert kept.exists()


def runs(app: Opened, chat: str) -> list[str]:
    return [run["status"] for run in app.api.get(f"/api/conversations/{chat}")["runs"]]


def self_test(program: Path, home: Path, **environment: str) -> dict[str, Any]:  # Any: its figures
    """As an installed program runs."""
    command = [str(program), "--self-test"]
    done = subprocess.run(command, env={**bare(home), **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    assert figures["ok"]
    assert figures["frames_read_back"] > 5
    return figures
