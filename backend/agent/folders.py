"""The folders of one chat: which of them a path leads into, and how a path in it is said.

A relative path is in the first. The further ones have names: `@docs/plan.md` is in the one called docs. An absolute
path is in whichever holds it. What is in none of them is refused by the first, as if it were the only one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path, PurePath

from backend.sandbox.workspace import NotAllowed, Workspace


def names(further: Sequence[Workspace]) -> dict[str, Workspace]:
    """A name for each of the further folders: its own, with a number where two have the same."""
    named: dict[str, Workspace] = {}
    for workspace in further:
        name, number = workspace.root.name or "folder", 2
        while name in named:
            name, number = f"{workspace.root.name or 'folder'}-{number}", number + 1
        named[name] = workspace
    return named


def located(first: Workspace, further: Sequence[Workspace], path: str) -> tuple[Workspace, str]:
    """The folder that a path leads into, and the path for it. Nothing is checked: the folder does that."""
    if not further:
        return first, path
    if path.startswith("@"):
        name, _, rest = path[1:].partition("/")
        workspace = names(further).get(name)
        if workspace is not None:
            return workspace, rest or "."
    if PurePath(path).is_absolute():
        for workspace in (first, *further):
            with contextlib.suppress(NotAllowed):
                workspace.parts(path)
                return workspace, path
    return first, path


def spoken(first: Workspace, further: Sequence[Workspace], workspace: Workspace, path: str) -> str:
    """How a path in one of the folders is said to the model."""
    if workspace is first:
        return path
    return next((f"@{name}/{path}" for name, known in names(further).items() if known is workspace), path)


def whole(first: Workspace, workspace: Workspace, path: str) -> str:
    """The path for the decision: relative to the first folder, and absolute in the others."""
    return path if workspace is first else str(workspace.root.joinpath(*workspace.parts(path)))


def said(further: Sequence[Workspace]) -> list[str]:
    """For the instructions: what else is open."""
    if not further:
        return []
    listed = "; ".join(f"@{name}/ is {workspace.root}" for name, workspace in names(further).items())
    return [
        f"Further folders are open in this chat: {listed}. A path that begins with such a name, or an absolute path, "
        "is in that folder. Commands run in the first folder and may use absolute paths of the others."
    ]


def real(workspaces: Sequence[Workspace]) -> list[Path]:
    """Where they really are, without links."""
    return [Path(os.path.realpath(workspace.root)) for workspace in workspaces]
