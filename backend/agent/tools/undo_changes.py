"""undo_changes: takes back what the last answer that changed files did to them, after approval."""

from __future__ import annotations

from pydantic_ai import RunContext

from backend.agent.hands import Hands
from backend.agent.tools.common import NothingToDo, describe, seen_when_asked

_NAMED = 10


async def undo_changes(context: RunContext[Hands]) -> str:
    """Undo what the latest earlier answer in this chat that changed files did to them. The person is asked first."""
    undoing, conversation, run = context.deps.undoing
    turn = seen_when_asked(context, "turn") or await undoing.last_turn(conversation, before=run)
    if turn is None:
        raise NothingToDo("There is nothing left to undo in this chat.")
    if not context.tool_call_approved:
        near = context.deps.workspace
        asked = await undoing.would_undo(conversation, turn, near=str(near.root) if near is not None else None)
        names = ", ".join(asked.names[:_NAMED]) + (" …" if len(asked.names) > _NAMED else "")
        title = f"Undo the changes of an earlier answer: {names}"
        paths = [str(path) for path in asked.paths]
        describe(context, "write", title=title, paths=paths, turn=turn, changes=list(asked.changes))
    result = await undoing.go(conversation, "undo", run=turn, by=run)
    left = "".join(f"\n{conflict['path']}: {conflict['says']}" for conflict in result["conflicts"])
    done = len(result["done"])
    return f"Undid {done} change{'' if done == 1 else 's'}.{left}"
