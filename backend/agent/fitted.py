"""A model whose questions fit it: what a long run has gathered is shortened and summed up before it is sent.

Only what is sent changes. The log keeps every word, and a summary is a fact in it: the person reads it, and may undo
it. How much fits comes from the catalog, and where nobody says, from the provider's own refusal, after which the same
question is asked again in a size that fits.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from pydantic_ai.messages import (
    BaseToolReturnPart,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    RetryPromptPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, StreamedResponse
from pydantic_ai.settings import ModelSettings

from backend.agent import history, room
from backend.agent.room import Room
from backend.agent.summing import summed_up
from backend.domain.errors import ProviderError
from backend.models.asking import Around, Asked

_TRIES = 4
_SMALL_TOKENS = 2_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where things of a model's history stand in the chat: message ids.

    `asked` are the person's messages of the loaded history in order, each with the message before it (None: there is
    none); `results` is the message of each call's result, and grows while the run goes on.
    """

    asked: Sequence[tuple[str, str | None]] = ()
    results: Mapping[str, str] = field(default_factory=dict)

    def through(self, messages: Sequence[ModelMessage], cut: int) -> str | None:
        """The last message of the chat before this place of the history; None where it is not known."""
        before = messages[cut - 1]
        if isinstance(before, ModelRequest):
            calls = [p.tool_call_id for p in before.parts if isinstance(p, BaseToolReturnPart | RetryPromptPart)]
            return next((self.results[call] for call in reversed(calls) if call in self.results), None)
        prompts = sum(isinstance(part, UserPromptPart) for m in messages[:cut] for part in m.parts)
        return self.asked[prompts][1] if prompts < len(self.asked) else None


class Everywhere(Places):
    """For a history that stands in no chat: any place is as good."""

    def through(self, messages: Sequence[ModelMessage], cut: int) -> str | None:
        """A name that is never looked up."""
        return "everything"


@dataclass(frozen=True, slots=True)
class Summed:
    """A summary that was made: of `count` messages of the history, up to the chat's message `through`."""

    through: str
    text: str
    count: int


class Fitted(Around):
    """`aside` is the same model for a question of its own; `tell` records a summary before it is used."""

    def __init__(
        self,
        wrapped: Model,
        *,
        aside: Model,
        space: Callable[[], Awaitable[Room]],
        places: Places,
        translate: Callable[[Exception], ProviderError],
        tell: Callable[[Summed], None],
        summary_settings: ModelSettings | None = None,
    ) -> None:
        super().__init__(wrapped)
        self._aside = aside
        self._ask_space = space
        self._space: Room | None = None
        self._places = places
        self._translate = translate
        self._tell = tell
        self._settings = summary_settings
        self._short_until = 0  # place in the run's history up to which results are sent shortened
        self._summary: tuple[int, str] | None = None  # what stands for the history before a place

    @asynccontextmanager
    async def reply_to(self, asked: Asked) -> AsyncGenerator[StreamedResponse]:
        async with AsyncExitStack() as stack:
            estimated = room.estimate(asked.messages, asked.parameters)
            if self._space is None and estimated > _SMALL_TOKENS:  # nobody waits for a catalog before a short question
                self._space = await self._ask_space()
            for attempt in range(_TRIES):
                fitting = replace(asked, messages=await self._fitting(asked))
                estimated = room.estimate(fitting.messages, asked.parameters)
                try:
                    reply = await stack.enter_async_context(fitting.of(self.wrapped))
                    break
                except Exception as error:
                    failure = self._translate(error)
                    if failure.code != "context_too_long" or attempt == _TRIES - 1:
                        raise
                    self._space = (self._space or Room(None)).refused(estimated, failure.detail)
            yield reply
        if self._space is not None and not reply.cancelled:
            self._space = self._space.counted(estimated, reply.get().usage.input_tokens)

    async def _fitting(self, asked: Asked) -> list[ModelMessage]:
        """What is sent of this question: as it is, shortened, or with its beginning summed up."""
        whole = asked.messages
        messages = self._shorter(whole)
        space = self._space.for_prompt((asked.settings or {}).get("max_tokens")) if self._space is not None else None
        if space is None:
            return messages
        messages = room.capped(messages, space)
        if room.estimate(messages, asked.parameters) <= space:
            return messages
        fixed = room.estimate(whole, asked.parameters) - room.estimate(whole)
        if self._summary is None:
            self._short_until = max(self._short_until, room.shorten_until(room.capped(whole, space), space, fixed))
        else:
            self._short_until = len(whole) - 1
        messages = room.capped(self._shorter(whole), space)
        if room.estimate(messages, asked.parameters) <= space:
            return messages
        await self._sum_up(whole, space)
        return room.capped(self._shorter(whole), space)

    def _shorter(self, whole: Sequence[ModelMessage]) -> list[ModelMessage]:
        """The history with what has been shortened and summed up so far."""
        messages = room.shortened(whole, until=self._short_until)
        if self._summary is None:
            return messages
        before, rest = self._stands_for(whole), messages[self._summary[0] :]
        if isinstance(rest[0], ModelRequest):  # providers want the two to take turns
            return [replace(rest[0], parts=[*before.parts, *rest[0].parts]), *rest[1:]]
        return [before, *rest]

    def _stands_for(self, whole: Sequence[ModelMessage]) -> ModelRequest:
        assert self._summary is not None, "see the callers"
        place, text = self._summary
        return ModelRequest(parts=[UserPromptPart(history.in_place_of(text, _last_words(whole[:place])))])

    async def _sum_up(self, whole: list[ModelMessage], space: int) -> None:
        """Makes a summary of the beginning, where there is one that can go."""
        begins = self._summary[0] if self._summary is not None else 0
        known = {cut: self._places.through(whole, cut) for cut in room.cuts(whole) if cut > begins}
        short = room.shortened(room.capped(whole, space), until=len(whole) - 1)
        cut = room.best_cut(short, space, [cut for cut, through in known.items() if through is not None])
        through = known[cut] if cut is not None else None
        if cut is None or through is None:
            return
        beginning: list[ModelMessage] = [*whole[begins:cut]]
        if self._summary is not None:
            beginning.insert(0, self._stands_for(whole))
        text = await summed_up(self._aside, room.capped(beginning, space), self._settings, space)
        self._tell(Summed(through, text, cut))
        self._summary = cut, text
        self._short_until = max(self._short_until, cut)


def _last_words(messages: Sequence[ModelMessage]) -> str:
    """The person's last message among these, as text."""
    for message in reversed(messages):
        if isinstance(message, ModelResponse):
            continue
        for part in reversed(message.parts):
            if isinstance(part, UserPromptPart):
                texts = [part.content] if isinstance(part.content, str) else part.content
                return history.last_words(" ".join(text for text in texts if isinstance(text, str)))
    return ""
