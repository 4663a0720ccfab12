"""What a model is asked in one run: the history with its files, the instructions, the settings.

Everything comes from the conversation's fold. What the model cannot take is left out, and becomes a note beside the
answer; a sentence that stands in this conversation already is not said again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.agent import attached, history, parameters
from backend.agent.attached import Reading, Takes
from backend.agent.job import Job
from backend.agent.parameters import IMAGES_REFUSED
from backend.agent.plans import without_steps
from backend.domain.model import BUILTIN_PROVIDER, ProviderKind, split_model_id
from backend.files.store import Attachments
from backend.models.catalog import Catalog
from backend.models.chat_request import WireSettings

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model

Json = dict[str, Any]  # a folded conversation

NO_FILES = "The built-in assistant does not read attached files. Choose a language model for that."
REPEATABLE = frozenset({"list_folder", "find_files", "read_file", "search_text"})  # they only read in the folder
_VENDORS = (ProviderKind.OPENAI, ProviderKind.ANTHROPIC, ProviderKind.GOOGLE)


@dataclass(frozen=True, slots=True)
class Question:
    """`notes` are codes and sentences to be told. `first_half` is the text that the history ends with, if it does."""

    messages: list[ModelMessage]
    first_half: history.FirstHalf | None
    instructions: str | None
    settings: WireSettings
    notes: Sequence[tuple[str, str]] = ()
    asked: Sequence[tuple[str, str | None]] = ()  # the person's messages in it, each with the message before it
    results: Mapping[str, str] = field(default_factory=dict)  # the message of each call's result in it
    told: frozenset[str] = frozenset()  # sentences that stand in the conversation and need not be said again
    repeated: Sequence[str] = ()  # calls that a crash cut off and that only read: they are made once more


async def ask(job: Job, state: Json, model: Model, *, catalog: Catalog, store: Attachments) -> Question:
    """The question of this run. Reads files and a long history, all on threads."""
    messages = await asyncio.to_thread(_branch, job, state)
    repeated = [c for c, tool in history.cut_off(messages) if tool in REPEATABLE] if job.carries_on else []
    is_builtin = split_model_id(job.model)[0] == BUILTIN_PROVIDER
    told = frozenset(note["text"] for run in state["runs"] for note in run["notes"])
    notes: list[tuple[str, str]] = []
    contents = {}
    if any(message["metadata"].get("attachments") for message in messages):
        if is_builtin:
            notes.append((attached.NOT_TAKEN, NO_FILES))
        else:
            reading = Reading(store, await takes(catalog, job.model))
            contents = await reading.of(messages)
            notes += [(attached.NOT_TAKEN, note) for note in reading.notes]
            told -= frozenset(_about_files(messages, job, reading.notes))
    loaded = await asyncio.to_thread(
        history.model_messages, messages, answered_now={*job.approvals, *repeated}, contents=contents
    )  # a long chat takes a while
    asks_for_thinking = state["parameters"].get("thinking") is not None
    settings, ignored = parameters.settings_for(
        state["parameters"],
        kind=catalog.kind(job.model),
        profile=dict(model.profile),
        info=await catalog.info(job.model) if asks_for_thinking else None,
    )
    if is_builtin and state["system"]:
        ignored = ["system", *ignored]
    if ignored:
        notes.append((parameters.IGNORED, parameters.sentence(job.model, ignored)))
    return Question(
        loaded,
        history.first_half(messages),
        state["system"] if not is_builtin else None,
        settings,
        [note for note in notes if note[1] not in told],
        list(_asked(messages)),
        {message["toolCallId"]: message["id"] for message in messages if message["role"] == "tool"},
        told,
        repeated,
    )


async def takes(catalog: Catalog, model_id: str) -> Takes:
    """What the model can be sent. Of a server that does not say, images are tried: a refusal is heard and told."""
    info = await catalog.info(model_id)
    if info is None:
        return Takes(images=True, pdfs=catalog.kind(model_id) in _VENDORS)
    return Takes(images="vision" in (*info.capabilities, *info.unsure), pdfs="pdf" in info.capabilities)


def _about_files(messages: Sequence[Json], job: Job, notes: Sequence[str]) -> list[str]:
    """The sentences about files that are new in this run: those are said, whatever was said of others before."""
    new = [m["metadata"].get("attachments", ()) for m in messages if m["id"] == job.message_id]
    names = [attachment["name"] for attachments in new for attachment in attachments]
    return [*(note for note in notes if any(name in note for name in names)), *([IMAGES_REFUSED] if names else [])]


def _branch(job: Job, state: Json) -> list[Json]:
    messages = history.branch(state, job.message_id, history.ancestors(state, job.run))
    return history.without_thoughts_at_end(history.from_summary(history.sewn(without_steps(messages)), state["runs"]))


def _asked(messages: Sequence[Json]) -> Iterator[tuple[str, str | None]]:
    for place, message in enumerate(messages):
        if message["role"] == "user":
            before = messages[place - 1]["id"] if place > 0 else None
            yield message["id"], None if place == 1 and messages[0]["id"].startswith("summary-") else before
