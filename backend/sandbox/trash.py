"""Deleting as the desktop does it: into the trash, from which a person takes it back.

send2trash does the work on every system. It takes paths as text, in which a folder could be swapped for a link; so on
Linux it is given the name below the descriptor of its folder (`/proc/self/fd/N/name`), and the note that the trash
keeps of where the file was is set right afterwards.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from urllib.parse import quote


def to_trash(folder: int | Path, name: str, path: Path) -> None:
    """Moves the entry `name` of this folder there; `path` is where it lies. Raises OSError with a reason."""
    if sys.platform == "linux" and isinstance(folder, int) and Path("/proc/self/fd").is_dir():
        _below_descriptor(folder, name, path)
        return
    from send2trash import send2trash  # here: the start has no use for it

    send2trash(str(path))


def _below_descriptor(folder: int, name: str, path: Path) -> None:
    from send2trash import plat_other  # not GIO's, which asks the path's file system and finds /proc

    seen = f"/proc/self/fd/{folder}/{name}"
    plat_other.send2trash(seen)
    home = Path(plat_other.HOMETRASH)
    top = Path(os.fsdecode(plat_other.find_mount_point(os.fsencode(path.parent))))
    uid = str(os.getuid())
    for trash, base in ((home, None), (top / f".Trash-{uid}", top), (top / ".Trash" / uid, top)):
        with contextlib.suppress(OSError):
            for note in sorted(trash.joinpath("info").glob("*.trashinfo"), key=_changed_at, reverse=True)[:100]:
                if _set_right(note, folder, name, path if base is None else path.relative_to(base)):
                    return


def _changed_at(note: Path) -> float:
    try:
        return note.stat().st_mtime
    except OSError:
        return 0.0


def _set_right(note: Path, folder: int, name: str, path: Path) -> bool:
    text = note.read_text(encoding="utf-8", errors="surrogateescape")
    ours = f"fd/{folder}/{quote(name)}\n"
    wrong = next((line for line in text.splitlines(keepends=True) if line.startswith("Path=")), "")
    if "/self/" not in wrong or not wrong.endswith(ours):
        return False
    note.write_text(text.replace(wrong, f"Path={quote(os.fsencode(path))}\n", 1), encoding="utf-8")
    return True
