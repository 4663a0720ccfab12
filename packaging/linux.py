"""Linux's packages, from PyInstaller's folder: the .deb, and an archive that installs itself for one person.

Both depend on the system's own WebKitGTK. `quick` packs for a test: larger, and sooner done.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "package"
BUNDLE = OUT / "runnel"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
APP_ID = "app.runnel.Runnel"


class CannotBuild(Exception):
    """Something that this machine lacks; the sentence says how to get it."""


def strip() -> None:
    """A Python with its debugging symbols is three times as large."""
    if shutil.which("strip"):
        command = ["strip", "--strip-debug", *map(str, _elf_files())]
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL)


def deb(version: str, *, quick: bool) -> Path:
    """Needs dpkg-deb, rsvg-convert, objdump, ldd. Raises CannotBuild, CalledProcessError."""
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    _copy_bundle(tree / "opt" / "runnel")
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "runnel").symlink_to("/opt/runnel/runnel")
    _desktop(tree / "usr" / "share", version)
    about = tree / "usr" / "share" / "doc" / "runnel"
    _copy(ROOT / "LICENSE", about, name="copyright")
    for name in ("licences", "sbom.cdx.json"):  # where Debian looks for such things
        shutil.move(tree / "opt" / "runnel" / name, about / name)
    _write(tree / "DEBIAN" / "control", _control(version, size(tree)))
    package = OUT / f"runnel_{version}_{_output('dpkg', '--print-architecture').strip()}.deb"
    _set_modes(tree)
    how = ["-Zgzip", "-z1"] if quick else ["-Zxz"]
    command = ["dpkg-deb", *how, "--root-owner-group", "--build", str(tree), str(package)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return package


def archive(version: str, *, quick: bool) -> Path:
    """For systems without dpkg, and for who is no administrator: `install.sh` in it does the rest."""
    name = f"runnel-{version}-linux-{os.uname().machine}"
    tree = ROOT / "build" / "archive" / name
    shutil.rmtree(tree.parent, ignore_errors=True)
    _copy_bundle(tree / "runnel")
    _desktop(tree / "share", version)
    _copy(ROOT / "LICENSE", tree)
    _copy(ROOT / "packaging" / "install.sh", tree)
    (tree / "install.sh").chmod(0o755)
    _set_modes(tree)
    package = OUT / f"{name}.tar.gz"
    with tarfile.open(package, "w:gz", compresslevel=1 if quick else 9) as tar:
        tar.add(tree, name, filter=_nobodys)
    return package


def size(folder: Path) -> int:
    """Bytes of all files in it."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


# --- what both hold ----------------------------------------------------------------------------------------


def _copy_bundle(place: Path) -> None:
    """As links to the same files: they are many and only read."""
    shutil.copytree(BUNDLE, place, symlinks=True, copy_function=os.link)


def _desktop(share: Path, version: str) -> None:
    """Desktop entry, AppStream's description and icons, as every desktop of Linux looks for them."""
    _copy(ROOT / "packaging" / f"{APP_ID}.desktop", share / "applications")
    metainfo = (ROOT / "packaging" / f"{APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    metainfo = metainfo.replace("@VERSION@", version).replace("@DATE@", f"{datetime.now(UTC):%Y-%m-%d}")
    _write(share / "metainfo" / f"{APP_ID}.metainfo.xml", metainfo)
    folder = share / "icons" / "hicolor"
    source = ROOT / "packaging" / "icon" / "runnel.svg"
    _copy(source, folder / "scalable" / "apps", name=f"{APP_ID}.svg")
    if shutil.which("rsvg-convert") is None:
        raise CannotBuild("rsvg-convert is missing. On Debian: apt install librsvg2-bin")
    for side in ICON_SIZES:
        place = folder / f"{side}x{side}" / "apps"
        place.mkdir(parents=True)
        command = ["rsvg-convert", "-w", str(side), "-h", str(side), "-o", str(place / f"{APP_ID}.png"), str(source)]
        subprocess.run(command, check=True)


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _set_modes(tree: Path) -> None:
    """Modes as a package has them, whatever the umask of who builds."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


# --- the .deb's dependencies -------------------------------------------------------------------------------


def _control(version: str, installed_bytes: int) -> str:
    elves = [str(path) for path in _elf_files()]
    asked = _output("objdump", "-p", *elves)
    # the highest minor version of glibc's symbols that anything in the bundle asks for
    glibc = max(int(minor) for minor in re.findall(r"\bGLIBC_2\.(\d+)", asked))
    libraries = _library_packages(elves, set(re.findall(r"NEEDED +(\S+)", asked)))
    either = [f"{name} | {name}t64" for name in libraries]  # Debian 13 renamed some
    depends = [f"libc6 (>= 2.{glibc})", "gir1.2-webkit2-4.1", "gir1.2-gtk-3.0", *either]
    return "\n".join(
        [
            "Package: runnel",
            f"Version: {version}",
            f"Architecture: {_output('dpkg', '--print-architecture').strip()}",
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
    return [path for path in files if _begins_as_elf(path)]


def _begins_as_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _library_packages(elves: list[str], asked: set[str]) -> list[str]:
    """The packages of the system's libraries that the bundle itself asks for, libc's own aside."""
    inside = {path.name for path in BUNDLE.rglob("*.so*")}
    found = dict(re.findall(r"(\S+) => (/(?:usr/)?lib/\S+)", _output("ldd", *elves)))
    libraries = [Path(found[name]) for name in asked - inside if name in found]
    # on merged systems dpkg may know a file as /lib or as /usr/lib
    paths = {str(path) for library in libraries for path in (library, library.resolve())}
    paths |= {path.removeprefix("/usr") for path in paths}
    owners: set[str] = set()
    for line in _output("dpkg-query", "-S", *sorted(paths)).splitlines():
        if not line.startswith("diversion"):
            owners.add(line.split(":")[0])
    return sorted(owners - {"libc6", "libgcc-s1"})


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _copy(source: Path, folder: Path, *, name: str | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / (name or source.name))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
