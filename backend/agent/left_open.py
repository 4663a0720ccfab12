"""What a call did to files when a crash cut it off: its intent is in the log, its end is not, so it is compared again.

What it made or changed of what other programs obey is taken back here as well (`holding`).
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from backend.agent import holding
from backend.agent.changing import as_it_is, is_done
from backend.domain import facts, limits
from backend.log.record import Record
from backend.sandbox.obeyed import Obeyed
from backend.sandbox.whole import Whole
from backend.sandbox.workspace import Workspace
from backend.undo import scan
from backend.undo.change import Change
from backend.undo.images import Images
from backend.undo.keeper import Keeper
from backend.undo.snapshot import Snapshot

Json = dict[str, Any]


def intents(
    records: Sequence[Record], open_run: str | None, imported: Collection[str] | None
) -> list[tuple[str, Json]]:
    """FILES_CHANGING without a FILES_CHANGED, of runs that began here and have ended, each with its run.

    What the `imported` runs say, or a row of none, is only what a file says: nothing was about to be done here.
    """
    left: dict[tuple[str, str, str], Json] = {}
    begun: set[str] = set()
    for record in records:
        if record.run is None or record.run == open_run or record.run in (imported or ()):
            continue
        if b'"RUN_STARTED"' in record.event and record.decoded()["type"] == "RUN_STARTED":
            begun.add(record.run)
        if record.run not in begun or b'"runnel:files.chang' not in record.event:
            continue
        event = record.decoded()
        if event["type"] != "CUSTOM" or event["name"] not in (facts.FILES_CHANGING, facts.FILES_CHANGED):
            continue
        key = (record.run, event["value"].get("toolCallId", ""), event["value"].get("folder", ""))
        if event["name"] == facts.FILES_CHANGING:
            left[key] = event["value"]
        else:
            left.pop(key, None)
    return [(run, intent) for (run, _, _), intent in left.items()]


def needed(images: Images, shas: Iterable[str]) -> set[str]:
    """The copies that calls need of which nobody knows what they did: those they name, and those named in these."""
    kept: set[str] = set()
    for sha in shas:
        kept.add(sha)
        with contextlib.suppress(Exception):  # a sign of life names nothing
            kept |= {state.sha for state in _snapshot(images.read(sha) or b"").states.values() if state.sha is not None}
    return kept


def _snapshot(packed: bytes) -> Snapshot:
    try:
        return Snapshot.unpacked(packed)
    except zlib.error:
        return holding.Before.unpacked(packed).snapshot


def compared(keeper: Keeper, intent: Json) -> tuple[list[Change], list[Change]] | None:
    """What was taken back just now, and what the call changed otherwise; None while its folder is not there.

    What was changed after its last sign of life is the person's own. Takes a while: call it on a thread.
    """
    held: list[Change] = []
    if not os.access(intent["folder"], os.R_OK | os.X_OK):  # on a disk that is not there now
        return None
    try:
        tree = Whole(Workspace(Path(intent["folder"])), apart=keeper.apart)
        if "planned" in intent:
            return [], [as_it_is(tree, change) for change in map(Change.of, intent["planned"]) if is_done(tree, change)]
        if "held" in intent:
            held = _taken_back(keeper, tree.root, intent["held"])
        sign = intent.get("alive") or intent.get("held") or intent["copies"]  # earlier versions had not all of them
        packed, until_ns = keeper.images.read(intent["copies"]), holding.alive_until_ns(keeper.images, sign)
        if packed is None or until_ns is None:
            return held, []
        known, before = keeper.known(tree.root), Snapshot.unpacked(packed)
        return held, scan.changes(tree, keeper.images, known, before, until_ns=until_ns)[0]
    except Exception:  # the folder is another one now: nothing is known
        return held, []


def _taken_back(keeper: Keeper, root: Path, sha: str) -> list[Change]:
    """The person's own later changes stay: the copy says until when the call was alive."""
    known = holding.before_crash(keeper.images, sha)
    if known is None:
        return []
    before, until_ns = known
    obeyed = Obeyed(Workspace(root), apart=keeper.apart)
    held = holding.hold(obeyed, keeper.images, keeper.known(root), before, until_ns=until_ns)
    return list(held.back[: limits.UNDO_CHANGES])
