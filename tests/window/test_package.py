"""The package as it is built: the bundle's own self-test, with a window and without, and what the .deb holds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.window.app import ROOT, wait_until
from tests.window.conftest import Start
from tests.window.screen import Screen

OUT = ROOT / "build" / "package"
NEEDED = ("objdump", "rsvg-convert", "dpkg-deb")

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the package is made on Linux only so far"),
]


@pytest.fixture(scope="module")
def bundle() -> Path:
    """Built as anybody builds it."""
    if missing := [name for name in NEEDED if shutil.which(name) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if not Path("/usr/lib/python3/dist-packages/gi").is_dir():
        pytest.skip("not installed: PyGObject (python3-gi)")
    command = [sys.executable, "packaging/build.py"]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return OUT / "runnel"


def test_the_bundle_passes_its_self_test_without_a_display(bundle: Path, tmp_path: Path) -> None:
    assert self_test(bundle, tmp_path)["window"] == "no display"


def test_the_bundle_passes_its_self_test_with_its_window(bundle: Path, tmp_path: Path, screen: Screen) -> None:
    figures = self_test(bundle, tmp_path, DISPLAY=screen.display)

    assert figures["window"] == "gtk"
    assert figures["stop_s"] < 1


def test_the_deb_holds_the_program_and_what_a_desktop_needs(bundle: Path) -> None:
    (package,) = OUT.glob("runnel_*.deb")
    listed = subprocess.run(["dpkg-deb", "-c", str(package)], capture_output=True, text=True, check=True).stdout
    for file in (
        "./opt/runnel/runnel",
        "./opt/runnel/_internal/backend/_web/index.html",
        "./usr/bin/runnel",
        "./usr/share/applications/app.runnel.Runnel.desktop",
        "./usr/share/metainfo/app.runnel.Runnel.metainfo.xml",
        "./usr/share/icons/hicolor/scalable/apps/app.runnel.Runnel.svg",
        "./usr/share/icons/hicolor/16x16/apps/app.runnel.Runnel.png",
        "./usr/share/doc/runnel/copyright",
        "./usr/share/doc/runnel/sbom.cdx.json",
        "./usr/share/doc/runnel/licences/",
    ):
        assert f" {file}" in listed
    foreign = [line for line in listed.splitlines() if "root/root" not in line]
    assert foreign == []


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


def test_the_bundle_brings_no_gtk_of_its_own(bundle: Path) -> None:
    brought = [path.name for path in bundle.rglob("*") if path.name.startswith(("libgtk", "libglib", "libwebkit"))]
    assert brought == []


def self_test(bundle: Path, home: Path, **environment: str) -> dict[str, Any]:  # Any: its figures
    """As an installed program runs: nothing of this environment but a home and the system's programs."""
    bare = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": os.environ.get("LANG", "C.UTF-8"), **environment}
    done = subprocess.run([bundle / "runnel", "--self-test"], env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
