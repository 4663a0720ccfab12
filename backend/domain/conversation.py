"""What a person may set of a conversation, beyond its title: checked here, wherever it comes from.

The keys, on disk, on the wire and in both folds: `system`, `parameters`, `pinned`, `archived`, `tags`, `mode`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from backend.domain import limits
from backend.domain.errors import BadInput

_ID = re.compile(r"[A-Za-z0-9._:~-]+", re.ASCII)
Mode = Literal["ask", "plan", "auto"]


class Parameters(BaseModel):
    """How a model is asked. What is left out is the model's own choice."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        populate_by_name=False,
        allow_inf_nan=False,
        defer_build=True,
    )

    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=limits.MAX_TOKENS_MOST)] | None = None
    thinking: Literal["off", "low", "medium", "high"] | None = None


_MODE: TypeAdapter[Mode] = TypeAdapter(Mode)


def checked_parameters(value: object) -> dict[str, Any]:
    """Without what is null. Raises BadInput."""
    if value is None:
        return {}
    try:
        return Parameters.model_validate(value).model_dump(by_alias=True, exclude_none=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        if not where:
            raise BadInput("`parameters` is an object, such as {}.") from None
        raise BadInput(f"The parameter {where} cannot be used: {first['msg']}.") from None


def checked_system(value: object) -> str | None:
    """Instructions; blank ones are none. Raises BadInput."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadInput("`system` is text or null.")
    if len(value) > limits.SYSTEM_CHARS:
        raise BadInput(f"The instructions have {len(value):,} characters; {limits.SYSTEM_CHARS:,} are possible.")
    return storable(value, "instructions") if value.strip() else None


def checked_tags(value: object) -> list[str]:
    """Trimmed, each once whatever its case; the first spelling stays. Raises BadInput."""
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise BadInput("`tags` is a list of words.")
    tags: dict[str, str] = {}
    for tag in value:
        name = " ".join(storable(tag, "tag").split())
        if len(name) > limits.TAG_CHARS:
            raise BadInput(f"A tag may have {limits.TAG_CHARS} characters.")
        if name:
            tags.setdefault(name.casefold(), name)
    if len(tags) > limits.TAGS:
        raise BadInput(f"A chat may have {limits.TAGS} tags.")
    return list(tags.values())


def checked_mode(value: object) -> Mode:
    """Raises BadInput."""
    try:
        return _MODE.validate_python(value)
    except ValidationError:
        raise BadInput("`mode` is ask, plan or auto.") from None


def checked_flag(value: object, name: str) -> bool:
    """Raises BadInput."""
    if not isinstance(value, bool):
        raise BadInput(f"`{name}` is true or false.")
    return value


def checked_id(value: str, what: str) -> str:
    """An id that somebody else made: it goes into URLs and stays for ever. Raises BadInput."""
    if len(value) > limits.ID_CHARS or not _ID.fullmatch(value):
        raise BadInput(f"The id of the {what} may have 1 to {limits.ID_CHARS} letters, digits and . _ : ~ -")
    return value


def storable(value: str, what: str) -> str:
    """Text that UTF-8 can hold. A lone surrogate is refused rather than changed. Raises BadInput."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadInput(f"The {what} contains half a character (a lone surrogate), which cannot be stored.") from None
    return value
