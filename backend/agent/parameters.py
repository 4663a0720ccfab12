"""What the person set for a chat (temperature, length, thinking …) as a model takes it, and what it does not take.

A setting that a model refuses would end the answer, and one that it ignores would deceive; so what is known not to be
taken is left out here, and said once beside the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from backend.domain.model import ModelInfo, ProviderKind
from backend.models.asking import Around, Asked
from backend.models.chat_request import WireSettings
from backend.models.openai_wire import CompatibleModel

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from pydantic_ai.models import Model, StreamedResponse

IGNORED, NOT_TAKEN = "parameter_ignored", "attachment_not_taken"
IMAGES_REFUSED = "The server refused the images, so they were left out of the question."
_NAMES = {
    "temperature": "temperature",
    "topP": "top-p value",
    "maxTokens": "length limit",
    "thinking": "setting for thinking",
    "system": "instructions",
}
_WIRE_NAMES = {"temperature": "temperature", "top_p": "topP", "max_tokens": "maxTokens"}


def settings_for(
    parameters: Mapping[str, Any],  # JSON, as the conversation has it
    *,
    kind: ProviderKind,
    profile: Mapping[str, Any],  # pydantic-ai's knowledge about the model
    info: ModelInfo | None,
) -> tuple[WireSettings, list[str]]:
    """The settings to send, and the keys of `parameters` that this model is known not to take."""
    given = dict(parameters)
    ignored: list[str] = []

    def ignore(*keys: str) -> None:
        ignored.extend(key for key in keys if given.pop(key, None) is not None)

    match kind:
        case ProviderKind.BUILTIN:
            ignore("temperature", "topP", "maxTokens", "thinking")
        case ProviderKind.OPENAI | ProviderKind.ANTHROPIC | ProviderKind.GOOGLE:
            if not (profile.get("supports_thinking") or profile.get("thinking_always_enabled")):
                _ignore_thinking(given, ignore)
        case _:
            if info is not None and "thinking" not in (*info.capabilities, *info.unsure):
                _ignore_thinking(given, ignore)
    thinks = given.get("thinking", "off") != "off"
    if kind is ProviderKind.OPENAI and _reasons(profile, given.get("thinking")):
        ignore("temperature", "topP")
    if kind is ProviderKind.ANTHROPIC:
        if profile.get("anthropic_disallows_sampling_settings") or thinks:
            ignore("temperature", "topP")
        elif "temperature" in given:
            ignore("topP")  # newer Claude models refuse both together
    return _as_settings(given, kind), ignored


def sentence(model_id: str, ignored: list[str]) -> str:
    """The note about what was left out."""
    names = [_NAMES[key] for key in ignored]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{model_id.partition(':')[2]} does not take this chat's {listed}. It was asked without."


class Outspoken(Around):
    """A model that says what its server made it leave out; `tell` gets a note's code and a sentence not in `told`."""

    def __init__(
        self, wrapped: Model, *, model_id: str, told: Container[str], tell: Callable[[str, str], None]
    ) -> None:
        super().__init__(wrapped)
        self._model_id = model_id
        self._told = told
        self._tell = tell
        self._seen: set[str] = set()

    @asynccontextmanager
    async def reply_to(self, asked: Asked) -> AsyncGenerator[StreamedResponse]:
        async with asked.of(self.wrapped) as reply:
            if isinstance(self.wrapped, CompatibleModel):
                self._say(self.wrapped.left_out - self._seen)
                self._seen |= self.wrapped.left_out
            yield reply

    def _say(self, left_out: set[str]) -> None:
        left_out = left_out - {"stream_options", "tools"}
        if "images" in left_out:
            self._say_once(NOT_TAKEN, IMAGES_REFUSED)
        keys = {_WIRE_NAMES.get(field, "thinking") for field in left_out - {"images"}}
        if keys:
            self._say_once(IGNORED, sentence(self._model_id, [key for key in _NAMES if key in keys]))

    def _say_once(self, code: str, text: str) -> None:
        if text not in self._told:
            self._tell(code, text)


def _ignore_thinking(given: dict[str, Any], ignore: Callable[..., None]) -> None:
    """A model that never thinks has what the person wanted when thinking is off."""
    if given.get("thinking") == "off":
        del given["thinking"]
    ignore("thinking")


def _reasons(profile: Mapping[str, Any], thinking: str | None) -> bool:
    """Whether an OpenAI model thinks in this request: then it takes no temperature (pydantic-ai's rule, asked before
    it warns)."""
    if not profile.get("openai_supports_reasoning"):
        return False
    efforts = profile.get("openai_reasoning_efforts")
    can_stop = "none" in efforts if efforts is not None else profile.get("openai_supports_reasoning_effort_none")
    if not can_stop:
        return True
    if thinking is not None:
        return thinking != "off" or bool(profile.get("thinking_always_enabled"))
    return bool(profile.get("thinking_enabled_by_default"))


def _as_settings(given: Mapping[str, Any], kind: ProviderKind) -> WireSettings:
    settings = WireSettings()
    if "temperature" in given:
        settings["temperature"] = given["temperature"]
    if "topP" in given:
        settings["top_p"] = given["topP"]
    if "maxTokens" in given:
        settings["max_tokens"] = given["maxTokens"]
    if "thinking" in given:
        if kind in (ProviderKind.OPENAI, ProviderKind.ANTHROPIC, ProviderKind.GOOGLE):
            settings["thinking"] = False if given["thinking"] == "off" else given["thinking"]
        else:
            settings["effort"] = given["thinking"]
    return settings
