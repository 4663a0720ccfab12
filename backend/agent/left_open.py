"""What a call did to files when a crash cut it off: its intent is in the log, its end is not, so it is compared again.

What it made or changed of what other programs obey is taken back here as well (`holding`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from backend.agent import holding
from backend.agent.changing import as_it_is
from backend.domain import facts, limits
from backend.log.record import Record
from backend.sandbox.obeyed import Obeyed
from backend.sandbox.whole import Whole
from backend.sandbox.workspace import Workspace
from backend.undo import scan
from backend.undo.change import Change
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


def compared(keeper: Keeper, intent: Json) -> tuple[list[Change], list[Change]]:
    """What was taken back just now, and what the call changed otherwise. Takes a while: call it on a thread."""
    held: list[Change] = []
    try:
        tree = Whole(Workspace(Path(intent["folder"])), apart=keeper.apart)
        if "planned" in intent:
            return [], [
                as_it_is(tree, change)
                for change in map(Change.of, intent["planned"])
                if tree.look(change.to or change.path) is not None
            ]
        if "held" in intent:
            held = _taken_back(keeper, tree.root, intent["held"])
        packed = keeper.images.read(intent["copies"])
        if packed is None:
            return held, []
        return held, scan.changes(tree, keeper.images, keeper.known(tree.root), Snapshot.unpacked(packed))[0]
    except Exception:  # the folder has gone, or is another one now: nothing is known
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
