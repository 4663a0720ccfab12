"""The one check command:  uv run python -m tests [part ...] [--fast]

Installs what the tests need, then runs them all: lint, types, floors, the page's own tests, then unit, vectors, api,
contract, browser, window and the package. Its last line is pytest's. Parts are the folders beside this file.

On Debian and its relatives it installs the browser, the X server and WebKitGTK itself when it runs as root; elsewhere
it prints the line to run, and pytest's summary says at the end what could not be tested. With CI=true that fails.

Standard library only: it starts in an environment that has none of the tests' packages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGE = "RUNNEL_TESTS_STAGE"  # set when this script has run itself again, so that it never does so for ever
FAST = ("checks", "unit", "vectors", "api")
# Two at a time, since many wait for a process or a clock; a file's tests stay together, the browser's come last.
TOGETHER = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")

# What cannot come from PyPI or npm: the browser, a screen, the web view and its Python, the package's tools.
DEBIAN = (
    "chromium",
    "xvfb",
    "xdotool",
    "dbus-daemon",
    "gir1.2-webkit2-4.1",
    "python3-gi",
    "fonts-noto-core",
    "fonts-noto-color-emoji",
    "librsvg2-bin",
    "binutils",
)


def main(arguments: list[str]) -> int:
    stage = os.environ.get(STAGE, "")
    if not stage:
        return _again(arguments, "--group", "test", stage="packages")
    from hatch_build import Node, install  # hatchling is there only now

    node = Node.find()
    if node is None:
        if stage == "node":
            print("Node 20.19 or newer is missing, and its wheel cannot be used here.", file=sys.stderr)
            return 1
        return _again(arguments, "--group", "test", "--group", "node", stage="node")
    _system_packages()
    for folder in (ROOT / "web", ROOT / "tests" / "contract"):
        if (folder / "package-lock.json").is_file():
            install(folder, node)
    parts = [name for name in arguments if not name.startswith("-")]
    options = [name for name in arguments if name.startswith("-") and name != "--fast"]
    if "--fast" in arguments:
        parts += FAST
    paths = [str(Path("tests") / name) for name in parts] or ["tests"]
    command = [sys.executable, "-m", "pytest", *TOGETHER, *options, *paths]
    # Hundreds of servers are started: without bytecode each would compile every package it imports.
    without = (STAGE, "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in node.environment().items() if name not in without}
    return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode


def _again(arguments: list[str], *groups: str, stage: str) -> int:
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        print("Run this with uv:  pip install uv && uv run python -m tests", file=sys.stderr)
        return 1
    command = [uv, "run", *groups, "python", "-m", "tests", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, STAGE: stage}, check=False).returncode


def _system_packages() -> None:
    """Installs what is missing, or says how. Does nothing where there is no apt."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-query") is None:
        missing_programs = [name for name in ("chromium", "Xvfb", "xdotool") if shutil.which(name) is None]
        if missing_programs:
            print(f"Not found here: {', '.join(missing_programs)}. What needs them is not tested.", flush=True)
        return
    missing = [name for name in DEBIAN if not _is_installed(name)]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        print(f"Some tests need packages of the system. To run them too:\n\n    sudo {' '.join(install)}\n", flush=True)
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], [*install, "-qq"]):
        print(" ".join(command), flush=True)
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            print(f"`{' '.join(command)}` failed; what needs these packages is not tested.", flush=True)
            return


def _is_installed(package: str) -> bool:
    command = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout == "installed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
