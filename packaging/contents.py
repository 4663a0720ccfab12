"""What a package brings along: a bill of materials (CycloneDX 1.6) and everybody's licence texts.

    python packaging/contents.py FOLDER       writes FOLDER/sbom.cdx.json and FOLDER/licences/

Of Python: what `runnel` requires on this system, all the way down, as it is installed for the Python that runs this.
Of the page: what web/package-lock.json has for use, not for building. Standard library and `packaging` only.
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
NAMES_OF_LICENCES = ("licen", "copying", "notice", "authors")


def main(folder: Path) -> None:
    licences = folder / "licences"
    shutil.rmtree(licences, ignore_errors=True)
    licences.mkdir(parents=True)
    components = [*_python(licences), *_page(licences)]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "component": {
                "type": "application",
                "name": "runnel",
                "version": project["version"],
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": sorted(components, key=lambda entry: str(entry["purl"])),
    }
    (folder / "sbom.cdx.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{len(components)} components in {folder / 'sbom.cdx.json'}")


def _python(licences: Path) -> list[dict[str, Any]]:
    """Python itself, and what runnel requires."""
    version = sys.version.split()[0]
    found = [_component("python", version, "pkg:generic/python", "Python-2.0.1")]
    for name, installed in sorted(_required().items()):
        told = installed.metadata.json
        licence = str(
            told.get("license_expression") or _short(told.get("license")) or _classified(told) or "NOASSERTION"
        )
        found.append(_component(name, installed.version, f"pkg:pypi/{name}", licence))
        for file in installed.files or ():
            if file.name.lower().startswith(NAMES_OF_LICENCES) and file.suffix not in (".py", ".pyc"):
                _copy(Path(str(file.locate())), licences / f"{name}-{installed.version}")
    return found


def _required() -> dict[str, Distribution]:
    """Runnel's requirements and theirs, with the extras that were asked for, as markers of this system say."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [("runnel", "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue  # of an extra that is not there
        if name != "runnel":
            found[name] = installed
        for line in installed.requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(wanted.name), more) for more in ("", *wanted.extras)]
    return found


def _page(licences: Path) -> list[dict[str, Any]]:
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = []
    for place, entry in packages.items():
        if not place or entry.get("dev") or entry.get("optional"):
            continue
        name = place.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}"
        found.append(_component(name, entry["version"], purl, entry.get("license", "NOASSERTION")))
        folder = ROOT / "web" / place
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.is_file() and file.name.lower().startswith(NAMES_OF_LICENCES):
                _copy(file, licences / f"{name.replace('/', '+')}-{entry['version']}")
    return found


def _component(name: str, version: str, purl: str, licence: str) -> dict[str, Any]:
    """`licence` as an expression where it is one, otherwise as the words that were used."""
    is_expression = all(part.strip("()") and part.isascii() for part in licence.split()) and _is_spdx(licence)
    told = {"expression": licence} if is_expression else {"license": {"name": licence}}
    return {"type": "library", "name": name, "version": version, "purl": f"{purl}@{version}", "licenses": [told]}


def _is_spdx(licence: str) -> bool:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        canonicalize_license_expression(licence)
    except InvalidLicenseExpression:
        return False
    return True


def _short(licence: Any) -> str:
    """The field may hold a whole text: then its first line says which."""
    return str(licence or "").strip().partition("\n")[0][:80]


def _classified(told: dict[str, Any]) -> str:
    """The last part of a classifier, such as `MIT License`."""
    lines = [line for line in told.get("classifier") or () if line.startswith("License ::")]
    return ", ".join(line.rpartition(" :: ")[2] for line in lines)


def _copy(file: Path, folder: Path) -> None:
    if not file.is_file():
        return
    folder.mkdir(exist_ok=True)
    shutil.copyfile(file, folder / file.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
