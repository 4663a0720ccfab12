"""Makes the package of the system that it runs on:  uv run --group test python packaging/build.py

    build/package/runnel/          PyInstaller's folder; `runnel/runnel` is the program
    build/package/runnel_*.deb     the same, installable (needs dpkg-deb); Windows and macOS: see elsewhere.py
    build/package/*.cdx.json       what is inside, as a bill of materials (contents.py)

Everything else it needs it finds by itself: the page is built when it is not fresh, and PyGObject, which has no wheel,
is borrowed from the system when the system's Python is of our version; if it is not, this script runs itself again in
an environment made with the system's Python. This folder is no Python package: it would hide PyPI's `packaging`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "package"
BUNDLE = OUT / "runnel"
SYSTEM_PYTHON = Path("/usr/bin/python3")
SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
APP_ID = "app.runnel.Runnel"
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


class CannotBuild(Exception):
    """Something that this machine lacks; the sentence says how to get it."""


def main() -> int:
    try:
        if not sys.platform.startswith("linux"):
            return _elsewhere()
        if not _gi_fits_this_python():
            return _run_again_with_system_python()
        _page()
        _bundle()
        _contents()
        print(f"{BUNDLE.relative_to(ROOT)}: {_megabytes(_size(BUNDLE))}")
        if shutil.which("dpkg-deb") is None:
            print("No .deb was made: there is no dpkg-deb here.")
            return 0
        package = _deb()
        print(f"{package.relative_to(ROOT)}: {_megabytes(package.stat().st_size)}")
    except CannotBuild as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"`{' '.join(map(str, error.cmd))}` failed with {error.returncode}.", file=sys.stderr)
        return 1
    return 0


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
    command = [uv, "run", "--python", str(SYSTEM_PYTHON), "--group", "test", "python", __file__]
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


def _bundle() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    borrowed = [str(_borrowed_gi())] if sys.platform.startswith("linux") else []
    path = os.pathsep.join([*borrowed, str(ROOT)])
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(OUT), "--workpath", str(ROOT / "build" / "pyinstaller")]
    command.append(str(ROOT / "packaging" / "runnel.spec"))
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, check=True)
    if sys.platform.startswith("linux") and shutil.which("strip"):
        for elf in _elf_files():  # a Python with its debugging symbols is three times as large
            subprocess.run(["strip", "--strip-debug", str(elf)], check=False, stderr=subprocess.DEVNULL)


def _contents() -> None:
    """What is inside and under which licences, beside the program."""
    script = ROOT / "packaging" / "contents.py"
    subprocess.run([sys.executable, str(script), str(BUNDLE)], check=True)
    shutil.copyfile(BUNDLE / "sbom.cdx.json", OUT / f"runnel_{VERSION}_{sys.platform}.cdx.json")


def _elsewhere() -> int:
    """Windows and macOS bring their own web views: nothing is borrowed there."""
    import elsewhere

    _page()
    _bundle()
    _contents()
    package = elsewhere.windows(VERSION) if sys.platform == "win32" else elsewhere.macos(VERSION)
    print(f"{package.relative_to(ROOT)}: {_megabytes(package.stat().st_size)}")
    return 0


# --- the .deb ----------------------------------------------------------------------------------------------


def _deb() -> Path:
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    share = tree / "usr" / "share"
    shutil.copytree(BUNDLE, tree / "opt" / "runnel", symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "runnel").symlink_to("/opt/runnel/runnel")
    _copy(ROOT / "packaging" / f"{APP_ID}.desktop", share / "applications")
    _copy(ROOT / "LICENSE", share / "doc" / "runnel", name="copyright")
    for name in ("licences", "sbom.cdx.json"):  # where Debian looks for such things
        shutil.move(tree / "opt" / "runnel" / name, share / "doc" / "runnel" / name)
    metainfo = (ROOT / "packaging" / f"{APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    metainfo = metainfo.replace("@VERSION@", VERSION).replace("@DATE@", f"{datetime.now(UTC):%Y-%m-%d}")
    _write(share / "metainfo" / f"{APP_ID}.metainfo.xml", metainfo)
    _icons(share / "icons" / "hicolor")
    _write(tree / "DEBIAN" / "control", _control(_size(tree)))
    package = OUT / f"runnel_{VERSION}_{_architecture()}.deb"
    _set_modes(tree)
    command = ["dpkg-deb", "-Zxz", "--root-owner-group", "--build", str(tree), str(package)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return package


def _icons(folder: Path) -> None:
    source = ROOT / "packaging" / "icon" / "runnel.svg"
    _copy(source, folder / "scalable" / "apps", name=f"{APP_ID}.svg")
    if shutil.which("rsvg-convert") is None:
        raise CannotBuild("rsvg-convert is missing. On Debian: apt install librsvg2-bin")
    for size in ICON_SIZES:
        place = folder / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        command = ["rsvg-convert", "-w", str(size), "-h", str(size), "-o", str(place / f"{APP_ID}.png"), str(source)]
        subprocess.run(command, check=True)


def _control(installed_bytes: int) -> str:
    libraries = [f"{name} | {name}t64" for name in _library_packages()]  # Debian 13 renamed some
    depends = [f"libc6 (>= 2.{_newest_glibc()})", "gir1.2-webkit2-4.1", "gir1.2-gtk-3.0", *libraries]
    return "\n".join(
        [
            "Package: runnel",
            f"Version: {VERSION}",
            f"Architecture: {_architecture()}",
            "Maintainer: The Runnel developers <maintainers@runnel.invalid>",
            f"Installed-Size: {installed_bytes // 1024}",
            f"Depends: {', '.join(depends)}",
            "Recommends: bubblewrap, fonts-noto-core, fonts-noto-color-emoji, fonts-noto-cjk, gnome-keyring",
            "Section: utils",
            "Priority: optional",
            "Description: AI chat and agents that never lose a word",
            " Runnel is a desktop app for AI chat and agents that keeps everything on your machine.",
            " A built-in assistant works at once, without a model and without a network.",
            "",
        ]
    )


def _elf_files() -> list[Path]:
    files = (path for path in BUNDLE.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if path.open("rb").read(4) == b"\x7fELF"]


def _library_packages() -> list[str]:
    """The packages of the system's libraries that the bundle itself asks for, libc's own aside."""
    inside = {path.name for path in BUNDLE.rglob("*.so*")}
    asked: set[str] = set()
    found: dict[str, str] = {}
    for elf in _elf_files():
        asked |= set(re.findall(r"NEEDED +(\S+)", _output("objdump", "-p", str(elf))))
        found |= dict(re.findall(r"(\S+) => (/(?:usr/)?lib/\S+)", _output("ldd", str(elf))))
    owners = (_owner(Path(found[name])) for name in asked - inside if name in found)
    return sorted({owner for owner in owners if owner} - {"libc6", "libgcc-s1"})


def _owner(library: Path) -> str | None:
    """The Debian package of a file. On merged systems dpkg may know it as /lib or as /usr/lib."""
    for path in (str(library), str(library.resolve())):
        for line in _output("dpkg-query", "-S", path).splitlines():
            if not line.startswith("diversion"):
                return line.split(":")[0]
    return None


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _newest_glibc() -> int:
    """The highest minor version of glibc's symbols that anything in the bundle asks for."""
    asked = (re.findall(rb"GLIBC_2\.(\d+)", elf.read_bytes()) for elf in _elf_files())
    return max(int(minor) for minors in asked for minor in minors)


def _architecture() -> str:
    return _output("dpkg", "--print-architecture").strip()


def _set_modes(tree: Path) -> None:
    """Modes as a package has them, whatever the umask of who builds."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _copy(source: Path, folder: Path, *, name: str | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / (name or source.name))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


if __name__ == "__main__":
    sys.exit(main())
