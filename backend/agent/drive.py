"""Drives one run through pydantic-ai: history in, AG-UI events out, each into the log.

Approvals have one path, whether the app lived on or was started again in between: a tool that needs one ends the run
as an AG-UI interrupt, and the answer starts the run that continues it from the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

from ag_ui.core import BaseEvent, RunFinishedEvent
from pydantic_ai import Agent, RunContext
from pydantic_ai.messages import FunctionToolResultEvent, ModelResponse, ToolReturnPart, UserContent
from pydantic_ai.models import Model
from pydantic_ai.tools import DeferredToolRequests, DeferredToolResults, ToolApproved, ToolDenied
from pydantic_ai.toolsets import AbstractToolset
from pydantic_ai.ui.ag_ui import AGUIEventStream
from pydantic_ai.usage import UsageLimits

from backend.agent import attached, folders, helper, offered, question
from backend.agent.attached import Reading
from backend.agent.changing import Changing
from backend.agent.conventions import Conventions
from backend.agent.hands import Hands, Intents
from backend.agent.helper import DENIED, UNANSWERED, Helping
from backend.agent.instructions import Surroundings, instructions
from backend.agent.job import Job
from backend.agent.means import Means
from backend.agent.meter import Meter
from backend.agent.question import Question
from backend.agent.recorder import Recorder
from backend.agent.steering import Steering
from backend.agent.toolbox import NOT_FOR_HELPERS
from backend.agent.trust import Trust
from backend.agent.undoing import Undoing
from backend.agent.wrapping import CARRY_ON, Wrapping
from backend.domain import limits
from backend.domain.conversation import Mode, checked_mode
from backend.domain.errors import ProviderError, RunnelError
from backend.domain.facts import Event
from backend.domain.model import BUILTIN_PROVIDER, split_model_id
from backend.files.store import Attachments
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.recover import SENTENCE
from backend.mcp.servers import Servers
from backend.models.catalog import Catalog
from backend.models.failures import translate
from backend.sandbox.state import Sandbox
from backend.sandbox.workspace import Workspace


class Drive:
    """One run. `go` returns when its end is recorded; `stopped` and `failed` record the other ends."""

    def __init__(
        self,
        job: Job,
        ledger: Ledger,
        catalog: Catalog,
        discover: Callable[[], Awaitable[str]],
        *,
        attachments: Attachments,
        sandbox: Sandbox,
        undoing: Undoing,
        servers: Servers,
        means: Means,
        follow: Callable[[Job], None],
    ) -> None:
        self._job = job
        self._ledger = ledger
        self._catalog = catalog
        self._attachments = attachments
        self._servers = servers
        self._meter = Meter(catalog.price_tag(job.model))
        self._provider = split_model_id(job.model)[0]
        beside: dict[str, list[Event]] = {}
        workspace = Workspace(Path(job.workspace)) if job.workspace else None
        self._hands = Hands(
            workspace=workspace,
            discover=discover,
            changing=Changing(job, ledger, undoing.keeper, beside),
            undoing=(undoing, job.conversation, job.run),
            sandbox=sandbox,
            means=means,
            conventions=Conventions(workspace, means.skills),
            trust=Trust(ledger, job),
            mode=self._mode,
            takes=lambda: question.takes(catalog, job.model),
            tell=lambda event: self._recorder.tell(event),
            helping=Helping(job, ledger),
            beside=beside,
            intents=Intents(job.approvals.keys()),  # these calls were committed before they were asked about
        )
        self._recorder = Recorder(
            ledger,
            job.conversation,
            job.run,
            self._hands.intents,
            results=self._hands.results,
            beside=beside,
            proposed=lambda: self._hands.trust.steps.proposed(job.run),
            resumed_calls=[call for call, approved in job.approvals.items() if approved or self._is_helper(call)],
            follow=follow,
        )
        self._wrapping = Wrapping(job, catalog, self._recorder, self._meter, self._translated)
        self._failure: Exception | None = None

    async def go(self) -> None:
        """Runs to the end, or to the next interrupt. Raises what ended it otherwise."""
        job = self._job
        state, imported = await self._ledger.ask(
            lambda db: (
                Fold.of(job.conversation, queries.records_of_conversation(db, job.conversation)).state(),
                queries.imported_runs(db, job.conversation),
            )
        )
        await asyncio.to_thread(self._hands.trust.begin, state, imported)
        if self._hands.workspace is not None:
            self._hands.further.extend(Workspace(Path(folder)) for folder in state["folders"])
        model: Model = await self._catalog.build(job.model)
        if self._provider != BUILTIN_PROVIDER:
            await self._hands.conventions.begin(self._hands.further)
        asked = await question.ask(job, state, model, catalog=self._catalog, store=self._attachments)
        for code, text in asked.notes:
            self._recorder.note(code, text)
        if asked.repeated:
            self._recorder.resume(asked.repeated)
            self._job = job = replace(job, approvals={**job.approvals, **dict.fromkeys(asked.repeated, True)})
        goes_on = (
            job.carries_on
            and not job.approvals
            and bool(asked.messages)
            and isinstance(asked.messages[-1], ModelResponse)
        )
        told, toolsets = instructions(self._surroundings(asked)), await self._toolsets()
        self._let_help(state, asked, told, toolsets)
        agent = Agent(
            await self._wrapping.of(model, asked, goes_on=goes_on),
            deps_type=Hands,
            # nothing more to say is a good end of an answer that goes on
            output_type=[str, DeferredToolRequests, *([type(None)] if goes_on else [])],
            instructions=[said for said in (told,) if said] + [_nested],
            toolsets=toolsets,
            capabilities=[Steering(job, self._ledger, self._recorder, self._content)],
        )
        encoder: AGUIEventStream[Hands, Any] = AGUIEventStream(
            thread_id=job.conversation,
            run_id=job.run,
        )
        async with (
            agent.run_stream_events(
                CARRY_ON if goes_on else None,
                message_history=asked.messages,
                model_settings=asked.settings,
                deferred_tool_results=self._answers(),
                deps=self._hands,
                usage_limits=UsageLimits(request_limit=limits.REQUESTS_PER_RUN),
            ) as events,
            aclosing(_closable(encoder.transform_stream(self._watched(events)))) as encoded,
        ):
            async for event in encoded:
                if self._failure is None:
                    if isinstance(event, RunFinishedEvent):
                        self._recorder.totals = await self._totals()
                    await self._recorder.take(event)
        if self._failure is not None:
            await self.failed(self._failure)

    async def stopped(self, *, by_closing: bool) -> None:
        """The task was cancelled: by the person, or because the server stops."""
        self._recorder.totals = await self._totals()
        if by_closing:
            await self._recorder.end_with_error(SENTENCE, "interrupted")
        else:
            await self._recorder.end_cancelled()

    async def failed(self, error: Exception) -> None:
        """Ends the run with the sentence for this error."""
        known = error if isinstance(error, RunnelError) else self._translated(error)
        self._recorder.totals = await self._totals()
        await self._recorder.end_with_error(known.detail, known.code)

    async def _watched(self, events: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """The agent's events; an error ends them quietly, because the recorder closes and says it better."""
        try:
            async for event in events:
                if isinstance(event, FunctionToolResultEvent):
                    part = event.part
                    if isinstance(part, ToolReturnPart) and part.outcome != "success":
                        self._recorder.failed_calls[part.tool_call_id] = part.outcome
                yield event
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._failure = error

    async def _content(self, message: dict[str, Any]) -> str | list[UserContent]:  # Any: JSON, as QUEUE_ADDED has it
        """What a message that steers is sent as."""
        if not message.get("attachments"):
            return str(message["text"])
        if self._provider == BUILTIN_PROVIDER:
            self._recorder.note(attached.NOT_TAKEN, question.NO_FILES)
            return str(message["text"])
        reading = Reading(self._attachments, await question.takes(self._catalog, self._job.model))
        content = await reading.content(message["attachments"], message["text"])
        for note in reading.notes:
            self._recorder.note(attached.NOT_TAKEN, note)
        return content

    async def _totals(self) -> dict[str, Any]:
        """What the run took so far. The built-in assistant has no tokens to count."""
        return {} if self._provider == BUILTIN_PROVIDER else await self._meter.totals()

    async def _mode(self) -> Mode:
        """The chat's mode at this moment: a person may change it while a run goes on."""
        row = await self._ledger.ask(lambda db: queries.conversation(db, self._job.conversation))
        return checked_mode(row.mode) if row is not None else "plan"

    def _answers(self) -> DeferredToolResults | None:
        if not self._job.approvals:
            return None
        return DeferredToolResults(
            approvals={
                call: ToolApproved() if approved or self._is_helper(call) else ToolDenied(self._no(call))
                for call, approved in self._job.approvals.items()
            },
            metadata={call: dict(asked) for call, asked in self._job.asked.items()},
        )

    def _is_helper(self, call: str) -> bool:
        """A question of a helper's: a no is told to the helper, which goes on."""
        return "helper" in self._job.asked.get(call, {})

    def _no(self, call: str) -> str:
        return UNANSWERED if "question" in self._job.asked.get(call, {}) else DENIED

    async def _toolsets(self) -> list[AbstractToolset[Hands]]:
        async def aside() -> Model:
            return self._meter.of(await self._catalog.build(self._job.model))

        may_ask = self._provider != BUILTIN_PROVIDER
        return await offered.toolsets(self._job, self._hands, self._servers, aside if may_ask else None)

    def _let_help(
        self, state: dict[str, Any], asked: Question, told: str | None, toolsets: list[AbstractToolset[Hands]]
    ) -> None:
        """What the run's helpers work with: the same, without helpers of their own and questions to the person."""
        if self._provider == BUILTIN_PROVIDER:
            return
        calls = (call for message in state["messages"] for call in message.get("toolCalls", ()))
        self._hands.helping.begin(
            helper.Means(
                model=self._wrapping.for_helper,
                instructions=told,
                settings=asked.settings,
                toolsets=[tools.filtered(lambda _, tool: tool.name not in NOT_FOR_HELPERS) for tools in toolsets],
                steps={c["id"]: c["metadata"].get("steps", ()) for c in calls if c["id"] in self._job.approvals},
                translate=self._translated,
            )
        )

    def _surroundings(self, asked: Question) -> Surroundings:
        workspace = self._hands.workspace if self._provider != BUILTIN_PROVIDER else None
        said = [
            *folders.said(self._hands.further),
            *self._hands.conventions.said(),
            *self._hands.means.jobs.said(self._job.conversation),
        ]
        return Surroundings(workspace.root if workspace is not None else None, own=asked.instructions, parts=said)

    def _translated(self, error: Exception) -> ProviderError:
        return error if isinstance(error, ProviderError) else translate(error, provider=self._provider)


async def _nested(context: RunContext[Hands]) -> str:
    """What the folders say in which the run has worked meanwhile; asked for before each request."""
    return await context.deps.conventions.nested() or ""


async def _closable(encoded: AsyncIterator[BaseEvent]) -> AsyncGenerator[BaseEvent]:
    """The encoder's stream as the generator that it is, so that leaving it early closes it."""
    async for event in encoded:
        yield event
