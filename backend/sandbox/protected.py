"""Files that decide what other programs do later, without anybody asking: never written without a person's yes.

Names are compared as the laziest file system would: without case, without letters that are not seen, without the dots
and blanks that Windows drops.
"""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path, PurePath, PurePosixPath

_SHELL = "a shell runs it when it starts"
_EDITOR = "an editor obeys it"
_AGENT = "it decides what an assistant may start"
_LOGIN = "the desktop runs it at login"
_GIT = "git runs or obeys it"
_KEYS = "it decides who may do what"
_WORDS = {
    _SHELL: """.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin
        .zlogout .kshrc .mkshrc .cshrc .tcshrc .login .logout .inputrc .envrc .xprofile .xinitrc .xsession .xsessionrc
        .pam_environment config.fish profile.ps1 microsoft.powershell_profile.ps1""",
    _EDITOR: """.vscode .idea .vim .vimrc .gvimrc .exrc .nvimrc .nvim.lua .emacs .emacs.d .dir-locals.el .zed .fleet
        .sublime-project .devcontainer .devcontainer.json""",
    _AGENT: """.mcp.json mcp.json claude_desktop_config.json .agents .claude .claude.json .cursor .windsurf .gemini
        .codex .continue .kiro .roo .amazonq .opencode opencode.json opencode.jsonc""",
    _GIT: ".gitconfig .gitmodules .husky .githooks .pre-commit-config.yaml",
    _KEYS: ".ssh .gnupg crontab",
}
_NAMES = {name: why for why, words in _WORDS.items() for name in words.split()}
_BELOW = {  # what counts inside a folder of this name
    ".config": {
        **dict.fromkeys(("code", "zed", "nvim"), _EDITOR),
        **dict.fromkeys(("cursor", "claude", "opencode"), _AGENT),
        **dict.fromkeys(("autostart", "systemd"), _LOGIN),
        "fish": _SHELL,
        "git": _GIT,
    },
    "library": {"launchagents": _LOGIN},
}
_INSTRUCTS = "assistants take it for instructions"
_INSTRUCTIONS = frozenset(
    {"agents.md", "agents.override.md", "claude.md", "claude.local.md", "gemini.md", "skill.md", ".goosehints"}
    | {".cursorrules", ".windsurfrules", ".clinerules", "copilot-instructions.md"}
)
_IN_GIT = ("hooks", "config", "config.worktree", "modules", "worktrees", "commondir", "info")
_GIT_FOLDERS = (".git", "git~1")
AT_ROOT = tuple(_NAMES)


def why_protected(path: PurePath, ours: Iterable[PurePath] = ()) -> str | None:
    """Why a write to this path is always asked for; None for ordinary files. `ours` are this app's own folders."""
    if any(path.is_relative_to(folder) for folder in ours):
        return "it belongs to Runnel itself"
    names = [plain(name) for name in path.parts]
    for name, inside in zip_longest(names, names[1:]):
        if name in _GIT_FOLDERS and (inside is None or inside in _IN_GIT):
            return _GIT
        if name in _NAMES:
            return _NAMES[name]
        if inside in _BELOW.get(name, {}):
            return _BELOW[name][inside]
    return None


def why_here(folder: str, name: str, *, is_folder: bool) -> str | None:
    """The same for a name directly in a folder of this `plain` name, whatever lies above. A folder `.git` is none: what
    is in it may be."""
    name = plain(name)
    if name in _GIT_FOLDERS:
        return None if is_folder else _GIT
    if folder in _GIT_FOLDERS and name in _IN_GIT:
        return _GIT
    return _NAMES.get(name) or (_BELOW[folder].get(name) if folder in _BELOW else None)


def is_deep(folder: str) -> bool:
    """Whether names count in a folder only because it has this `plain` name."""
    return folder in _GIT_FOLDERS or folder in _BELOW


def below() -> dict[str, tuple[str, ...]]:
    """Names that count in a folder of a name."""
    return {".git": _IN_GIT, **{folder: tuple(names) for folder, names in _BELOW.items()}}


def is_bare_repository(names: Iterable[str]) -> bool:
    """Whether git takes a folder with these names for a repository, whatever its own name is."""
    return {"head", "objects", "refs"} <= {name.casefold() for name in names}


def why_in_repository(path: Path, folder: Path) -> str | None:
    """Why a write to this path in the folder is asked for that no name tells: git takes a folder on the way for a
    repository, or would with this name in it. Looks at the disk."""
    names = path.relative_to(folder).parts
    for count, name in enumerate(names):
        with contextlib.suppress(OSError):
            if is_bare_repository([*os.listdir(folder.joinpath(*names[:count])), name]):  # noqa: PTH208  names only
                return _GIT
    return None


def instructs(name: str) -> str | None:
    """Why a file of this name, in whatever folder, counts as words to an assistant; None for others."""
    return _INSTRUCTS if plain(name) in _INSTRUCTIONS else None


def present(workspace: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """What of it lies directly in this folder or its `.git`, and the folders around those, for a sandbox's walls.

    Links are left out: what they lead to lies inside the workspace under a name of its own, or is read-only anyway.
    """
    git = workspace / ".git"
    inside = [git / name for name in _IN_GIT] if git.is_dir() and not git.is_symlink() else [git]
    config = [workspace / PurePosixPath(folder) / name for folder in (".config",) for name in _BELOW[folder]]
    named = [*(workspace / name for name in AT_ROOT), *inside, *config]
    there = tuple(path for path in named if path.exists() and not path.is_symlink())
    around = {path.parent for path in there} - {workspace}
    return there, tuple(sorted(around))


def plain(name: str) -> str:
    """As the laziest file system compares it."""
    if name.isascii():
        return name.lower().rstrip(". ") or name
    seen = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return seen.casefold().rstrip(". ") or name
