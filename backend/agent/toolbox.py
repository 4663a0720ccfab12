"""The tools of a run, each behind the same guard.

The guard waits until the call's intent is on the disk, lets through only what may be done (`asking`), and turns every
failure into a result the model can read: in pydantic-ai an ordinary exception in a tool would end the run.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ApprovalRequired, CallDeferred, ModelRetry, ToolFailed
from pydantic_ai.messages import ToolReturn
from pydantic_ai.toolsets import AbstractToolset, CombinedToolset, FunctionToolset, ToolsetTool, WrapperToolset

from backend.agent.asking import PutOff, looked_into, permitted
from backend.agent.hands import Hands
from backend.agent.tools.ask_user import ask_user
from backend.agent.tools.background import job_output, stop_job
from backend.agent.tools.common import Described, NothingToDo, fitting, kept_whole
from backend.agent.tools.delegate import delegate
from backend.agent.tools.delete_file import delete_file
from backend.agent.tools.edit_file import edit_file
from backend.agent.tools.find_files import find_files
from backend.agent.tools.list_folder import list_folder
from backend.agent.tools.load_skill import load_skill
from backend.agent.tools.move_file import move_file
from backend.agent.tools.read_file import read_file
from backend.agent.tools.run_command import run_command
from backend.agent.tools.run_python import run_python
from backend.agent.tools.search_text import search_text
from backend.agent.tools.set_up_models import set_up_models
from backend.agent.tools.undo_changes import undo_changes
from backend.agent.tools.update_plan import update_plan
from backend.agent.tools.web_fetch import web_fetch
from backend.agent.tools.web_search import web_search
from backend.agent.tools.write_file import write_file
from backend.domain.errors import RunnelError
from backend.domain.trace import trace
from backend.sandbox.workspace import NotAllowed

log = logging.getLogger(__name__)

LOOKING = (list_folder, find_files, read_file, search_text)
READING = (*LOOKING, update_plan, ask_user, set_up_models, load_skill, job_output, stop_job, delegate)
# one after the other, in the order they were asked for: each builds on the last
DOING = (write_file, edit_file, move_file, delete_file, run_command, run_python, undo_changes)
ONE_BY_ONE = (*DOING, delegate)  # what one helper changes is told from what the next one does
NOT_FOR_HELPERS = frozenset(tool.__name__ for tool in (delegate, ask_user, update_plan))
WEB = (web_fetch, web_search)
READING_NAMES = frozenset(reading.__name__ for reading in READING)
IN_A_FOLDER = frozenset(tool.__name__ for tool in (*READING, *DOING))


class Guarded(WrapperToolset[Hands]):
    """Every call of every tool goes through here."""

    async def call_tool(
        self, name: str, tool_args: dict[str, Any], ctx: RunContext[Hands], tool: ToolsetTool[Hands]
    ) -> Any:  # Any: pydantic-ai's own signature; ours return text
        if ctx.tool_call_id is None:
            raise ToolFailed("The call has no id, so it was not carried out.")
        await ctx.deps.intents.wait_for(ctx.tool_call_id)
        try:
            answer = await self._answer(name, tool_args, ctx, tool)
            if isinstance(answer, ToolReturn):  # a text with something to look at beside it
                return replace(answer, return_value=kept_whole(ctx, str(answer.return_value)))
            return kept_whole(ctx, answer)
        except (ApprovalRequired, CallDeferred, ModelRetry):
            raise
        except NothingToDo as nothing:
            return str(nothing)
        except ToolFailed as failed:
            raise ToolFailed(kept_whole(ctx, failed.message)) from None
        except NotAllowed as refusal:
            raise ToolFailed(fitting(str(refusal))) from None
        except RunnelError as error:
            raise ToolFailed(error.detail) from None
        except OSError as error:
            raise ToolFailed(fitting(f"{error.strerror or 'It did not work'}: {error.filename or name}")) from None
        except Exception as error:
            log.error("the tool %s failed: %s", name, trace(error))
            raise ToolFailed(f"The tool failed ({type(error).__name__}).") from None

    async def _answer(
        self, name: str, tool_args: dict[str, Any], ctx: RunContext[Hands], tool: ToolsetTool[Hands]
    ) -> Any:  # Any: as above
        """A tool that does something is run twice: to say what, and again when that may be done (`permission`)."""
        if name in READING_NAMES:
            answer = await super().call_tool(name, tool_args, await looked_into(ctx, tool_args), tool)
            ctx.deps.conventions.touch(tool_args)
            return answer
        try:
            await super().call_tool(name, tool_args, replace(ctx, tool_call_approved=False), tool)
        except Described as said:
            try:
                allowed = await permitted(ctx, said, tool_args)
            except PutOff as step:
                return str(step)
        else:
            raise ToolFailed(f"{name} did not say what it does.")
        ctx.deps.conventions.touch(tool_args)
        return await super().call_tool(name, tool_args, allowed, tool)


def only(extra: Sequence[AbstractToolset[Hands]]) -> Guarded:
    """Others' tools alone, guarded: for a chat without a folder."""
    return Guarded(CombinedToolset(extra))


def toolbox(extra: Sequence[AbstractToolset[Hands]] = (), *, without: Collection[str] = ()) -> Guarded:
    """All tools but these, guarded; `extra` are those of others, which have to say what they do as ours have."""
    toolset: FunctionToolset[Hands] = FunctionToolset(max_retries=2)
    for tool in (*READING, *DOING, *WEB):
        if tool.__name__ not in without:
            toolset.add_function(tool, takes_ctx=True, sequential=tool in ONE_BY_ONE)
    return Guarded(CombinedToolset([toolset, *extra]) if extra else toolset)
