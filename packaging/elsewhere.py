"""The packages of Windows and macOS, made there by `build.py`. Written from documentation: not run yet.

Windows   build/package/runnel-<version>-setup.exe     Inno Setup's ISCC on the PATH or where its installer puts it
macOS     build/package/Runnel.app, runnel-<version>-<machine>.dmg     signed when RUNNEL_SIGN names an identity
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import urllib.request
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "package"
PICTURE = ROOT / "packaging" / "icon" / "runnel.png"
WEBVIEW2 = "https://go.microsoft.com/fwlink/p/?LinkId=2124703"
INNO = Path(r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe")
SIGNED_BY_MICROSOFT = (
    "$s = Get-AuthenticodeSignature $env:FILE; "
    "if ($s.Status -ne 'Valid' -or $s.SignerCertificate.Subject -notmatch 'O=Microsoft Corporation') { exit 1 }"
)


def windows(version: str) -> Path:
    """The installer. Raises CalledProcessError, FileNotFoundError."""
    Image.open(PICTURE).save(ROOT / "build" / "runnel.ico", sizes=[(side, side) for side in (16, 24, 32, 48, 64, 256)])
    runtime = ROOT / "build" / "MicrosoftEdgeWebview2Setup.exe"
    urllib.request.urlretrieve(WEBVIEW2, runtime)
    check = ["powershell", "-NoProfile", "-Command", SIGNED_BY_MICROSOFT]
    subprocess.run(check, env={**os.environ, "FILE": str(runtime)}, check=True)
    compiler = shutil.which("ISCC") or str(INNO)
    script = ROOT / "packaging" / "windows" / "runnel.iss"
    subprocess.run([compiler, "/Q", f"/DVersion={version}", str(script)], check=True)
    return OUT / f"runnel-{version}-setup.exe"


def macos(version: str) -> Path:
    """The disk image; signed with RUNNEL_SIGN, and notarised with the keychain profile RUNNEL_NOTARISE, where set."""
    image = OUT / f"runnel-{version}-{platform.machine()}.dmg"
    image.unlink(missing_ok=True)
    stage = ROOT / "build" / "dmg"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    shutil.copytree(OUT / "Runnel.app", stage / "Runnel.app", symlinks=True)
    (stage / "Applications").symlink_to("/Applications")
    subprocess.run(
        ["hdiutil", "create", "-volname", "Runnel", "-srcfolder", str(stage), "-format", "UDZO", str(image)], check=True
    )
    if identity := os.environ.get("RUNNEL_SIGN"):
        subprocess.run(["codesign", "--sign", identity, "--timestamp", str(image)], check=True)
    if profile := os.environ.get("RUNNEL_NOTARISE"):
        submit = ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"]
        subprocess.run(submit, check=True)
        subprocess.run(["xcrun", "stapler", "staple", str(image)], check=True)
    return image
