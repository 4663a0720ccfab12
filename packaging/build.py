"""Makes the packages of the system that it runs on:  uv run --group test python packaging/build.py [--quick]

    build/package/runnel/            PyInstaller's folder; `runnel/runnel` is the program
    build/package/runnel_*.deb       the same, installable (needs dpkg-deb), and runnel-*.tar.gz: see linux.py
    build/package/*.dmg, *-setup.exe on macOS and Windows: see elsewhere.py
    build/package/*.cdx.json         what is inside, as a bill of materials (contents.py)

With --quick Linux's packages are larger and made sooner; what is in them is the same. Everything else it needs it finds
by itself: the page is built when it is not fresh, and PyGObject, which has no wheel, is borrowed from the system when
the system's Python is of our version; if it is not, this script runs itself again in an environment made with the
system's Python. This folder is no Python package: it would hide PyPI's `packaging`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import elsewhere
import linux
from linux import BUNDLE, OUT, ROOT, CannotBuild

SYSTEM_PYTHON = Path("/usr/bin/python3")
SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")
LINUX = sys.platform.startswith("linux")
CONTENTS = ROOT / "build" / "contents"
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def main(*, quick: bool) -> int:
    try:
        if LINUX and not _gi_fits_this_python():
            return _run_again_with_system_python()
        _page()
        with _told("what is inside"):
            _contents()
        with _told("PyInstaller"):
            _bundle()
        print(f"{BUNDLE.relative_to(ROOT)}: {linux.size(BUNDLE) / 1e6:.1f} MB")
        for package in _packages(quick=quick):
            print(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.1f} MB")
    except CannotBuild as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"`{' '.join(map(str, error.cmd))}` failed with {error.returncode}.", file=sys.stderr)
        return 1
    return 0


def _packages(*, quick: bool) -> Iterator[Path]:
    if sys.platform == "win32":
        yield elsewhere.windows(VERSION)
    elif sys.platform == "darwin":
        yield elsewhere.macos(VERSION)
    else:
        if shutil.which("dpkg-deb") is None:
            print("No .deb was made: there is no dpkg-deb here.")
        else:
            with _told("the .deb"):
                package = linux.deb(VERSION, quick=quick)
            yield package
        with _told("the archive"):
            package = linux.archive(VERSION, quick=quick)
        yield package


@contextmanager
def _told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:5.1f} s  {what}", flush=True)


# --- PyGObject ---------------------------------------------------------------------------------------------


def _gi_fits_this_python() -> bool:
    """Whether the system's PyGObject was compiled for the Python that runs this."""
    if not (SYSTEM_PACKAGES / "gi").is_dir():
        raise CannotBuild("PyGObject is missing. On Debian: apt install python3-gi gir1.2-webkit2-4.1")
    tag = f"cpython-{sys.version_info.major}{sys.version_info.minor}-"
    return any(tag in file.name for file in (SYSTEM_PACKAGES / "gi").glob("_gi.*.so"))


def _run_again_with_system_python() -> int:
    if os.environ.get("RUNNEL_BUILD_AGAIN"):
        raise CannotBuild(f"PyGObject in {SYSTEM_PACKAGES} fits neither this Python nor {SYSTEM_PYTHON}.")
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        raise CannotBuild("uv is missing: pip install uv")
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(ROOT / "build" / "venv"), "RUNNEL_BUILD_AGAIN": "1"}
    environment.pop("VIRTUAL_ENV", None)
    command = [uv, "run", "--python", str(SYSTEM_PYTHON), "--group", "test", "python", __file__, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _borrowed_gi() -> Path:
    """A folder with PyGObject and nothing else: the rest of the system's packages must not get into ours."""
    folder = ROOT / "build" / "gi"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for entry in (SYSTEM_PACKAGES / "gi", *SYSTEM_PACKAGES.glob("PyGObject*")):  # PyInstaller asks for its version
        (folder / entry.name).symlink_to(entry)
    return folder


# --- the bundle --------------------------------------------------------------------------------------------


def _page() -> None:
    """web/dist, built now when it is not fresh. `uv run` has done it already unless it was called otherwise."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import Node, install, is_fresh

    web = ROOT / "web"
    if is_fresh(web):
        return
    node = Node.find()
    if node is None:
        raise CannotBuild("The page is not built, and there is no Node 20.19 or newer to build it with.")
    install(web, node)
    node.npm("run", "build", folder=web)


def _contents() -> None:
    """What is inside and under which licences: before the bundle, because macOS' has to hold it when it is signed."""
    CONTENTS.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, str(ROOT / "packaging" / "contents.py"), str(CONTENTS)], check=True)


def _bundle() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    path = os.pathsep.join([*([str(_borrowed_gi())] if LINUX else []), str(ROOT)])
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm"]
    command += ["--log-level", os.environ.get("RUNNEL_BUILD_LOG", "ERROR")]
    command += ["--distpath", str(OUT), "--workpath", str(ROOT / "build" / "pyinstaller")]
    command.append(str(ROOT / "packaging" / "runnel.spec"))
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, check=True)
    shutil.copytree(CONTENTS, BUNDLE, dirs_exist_ok=True)
    shutil.copyfile(CONTENTS / "sbom.cdx.json", OUT / f"runnel_{VERSION}_{sys.platform}.cdx.json")
    if LINUX:
        linux.strip()


if __name__ == "__main__":
    sys.exit(main(quick="--quick" in sys.argv[1:]))
