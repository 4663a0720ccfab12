"""The packages of Windows and macOS, made there by `build.py`. Written from documentation: not run yet.

Windows   build/package/runnel-<version>-setup.exe     Inno Setup's ISCC on the PATH or where its installer puts it;
                                                       signed when RUNNEL_SIGN is a certificate's thumbprint
macOS     build/package/Runnel.app, runnel-<version>-<machine>.dmg     signed when RUNNEL_SIGN names an identity,
                                                       notarised when RUNNEL_NOTARISE names a keychain profile
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
PROGRAMS = Path(r"C:\Program Files (x86)")
SIGN = ROOT / "packaging" / "windows" / "sign.ps1"
SIGNED_BY_MICROSOFT = (
    "$s = Get-AuthenticodeSignature $env:FILE; "
    "if ($s.Status -ne 'Valid' -or $s.SignerCertificate.Subject -notmatch 'O=Microsoft Corporation') { exit 1 }"
)


def windows(version: str) -> Path:
    """The installer. Raises CalledProcessError, IndexError where there is no Inno Setup."""
    Image.open(PICTURE).save(ROOT / "build" / "runnel.ico", sizes=[(side, side) for side in (16, 24, 32, 48, 64, 256)])
    runtime = ROOT / "build" / "MicrosoftEdgeWebview2Setup.exe"
    urllib.request.urlretrieve(WEBVIEW2, runtime)
    check = ["powershell", "-NoProfile", "-Command", SIGNED_BY_MICROSOFT]
    subprocess.run(check, env={**os.environ, "FILE": str(runtime)}, check=True)
    script = ROOT / "packaging" / "windows" / "runnel.iss"
    command = [_inno(), "/Q", f"/DVersion={version}"]
    if os.environ.get("RUNNEL_SIGN"):
        sign = ["powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File"]
        subprocess.run([*sign, str(SIGN), str(OUT / "runnel" / "runnel.exe")], check=True)
        # Inno signs the installer and, while it makes it, the uninstaller; $q is a quote, $f the file
        command += ["/DSign", f"/Srunnel={' '.join(sign)} $q{SIGN}$q $f"]
    subprocess.run([*command, str(script)], check=True)
    return OUT / f"runnel-{version}-setup.exe"


def _inno() -> str:
    found = sorted(str(path) for path in PROGRAMS.glob("Inno Setup */ISCC.exe"))
    return shutil.which("ISCC") or found[-1]


def macos(version: str) -> Path:
    """The disk image; signed with RUNNEL_SIGN, and notarised with the keychain profile RUNNEL_NOTARISE, where set."""
    image = OUT / f"runnel-{version}-{platform.machine()}.dmg"
    image.unlink(missing_ok=True)
    stage = ROOT / "build" / "dmg"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    subprocess.run(["codesign", "--verify", "--deep", "--strict", str(OUT / "Runnel.app")], check=True)
    shutil.copytree(OUT / "Runnel.app", stage / "Runnel.app", symlinks=True)
    (stage / "Applications").symlink_to("/Applications")
    subprocess.run(
        ["hdiutil", "create", "-volname", "Runnel", "-srcfolder", str(stage), "-format", "UDZO", str(image)], check=True
    )
    if identity := os.environ.get("RUNNEL_SIGN"):
        subprocess.run(["codesign", "--sign", identity, "--timestamp", str(image)], check=True)
    if profile := os.environ.get("RUNNEL_NOTARISE"):
        submit = ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"]
        keychain = os.environ.get("RUNNEL_KEYCHAIN")  # where the profile is, if not in the person's own
        subprocess.run([*submit, *(["--keychain", keychain] if keychain else [])], check=True)
        subprocess.run(["xcrun", "stapler", "staple", str(image)], check=True)
    return image
