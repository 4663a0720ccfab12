"""Prompts that a person saved, to be called by their name in the composer. `prompts.json` in the data folder.

A prompt is text and nothing else: it is put into the composer, where the person sees it, and never sent by itself. A
broken file is kept beside, and the person is told.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.chat import words
from backend.domain import kept_file, limits
from backend.domain.errors import BadInput, Conflict, NotFound, TooLarge

_NAME = re.compile(r"[^\W_][\w.-]{0,59}")  # letters of any language; it is typed behind a slash


@dataclass(frozen=True, slots=True)
class Prompt:
    """`{{input}}` in its text is where the person writes on."""

    name: str
    text: str


class Prompts:
    """All of them, in the order of their names. Every call looks at or writes the disk: not for an event loop."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "prompts.json"
        self._lock = threading.Lock()
        self.notice: str | None = None

    def all(self) -> list[Prompt]:
        """The prompts as the file has them now."""
        with self._lock:
            return self._load()

    def put(self, name: str, prompt: Prompt, *, new: bool = False) -> list[Prompt]:
        """Makes the one of this name, or changes it, also its name; durable on return.

        Raises BadInput, TooLarge, and Conflict where another one has the new name, or one that is to be `new` is there.
        """
        _check(prompt)
        with self._lock:
            before = self._load()
            others = [known for known in before if known.name.casefold() != name.casefold()]
            if any(known.name.casefold() == prompt.name.casefold() for known in (before if new else others)):
                raise Conflict(f"There is a prompt “{prompt.name}” already.", code="prompt_exists")
            if len(others) >= limits.PROMPTS:
                raise BadInput(f"There is room for {limits.PROMPTS} prompts.")
            return self._keep([*others, prompt])

    def remove(self, name: str) -> list[Prompt]:
        """Forgets it. Raises NotFound."""
        with self._lock:
            before = self._load()
            others = [known for known in before if known.name.casefold() != name.casefold()]
            if len(others) == len(before):
                raise NotFound("There is no such prompt.")
            return self._keep(others)

    def _keep(self, prompts: Sequence[Prompt]) -> list[Prompt]:
        ordered = sorted(prompts, key=lambda prompt: prompt.name.casefold())
        document = {"prompts": [{"name": prompt.name, "text": prompt.text} for prompt in ordered]}
        kept_file.save(self._path, json.dumps(document, indent=2, ensure_ascii=False) + "\n", "The settings")
        return ordered

    def _load(self) -> list[Prompt]:
        try:
            found: Any = json.loads(self._path.read_text(encoding="utf-8-sig"))  # Any: JSON, written by hand perhaps
            prompts = [Prompt(str(entry["name"]), str(entry["text"])) for entry in found["prompts"]]
            for prompt in prompts:
                _check(prompt)
            return prompts[: limits.PROMPTS]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError, BadInput, RecursionError):
            where = kept_file.put_aside(self._path)
            self.notice = f"The file of saved prompts could not be read, so there are none now. {where}"
            return []


def _check(prompt: Prompt) -> None:
    if not _NAME.fullmatch(prompt.name):
        raise BadInput(
            "A prompt's name has letters, digits, “-”, “_” or “.”, begins with a letter or digit, has no spaces, and "
            "is at most 60 characters long."
        )
    words.storable(prompt.text, "prompt")
    if not prompt.text.strip():
        raise BadInput("A prompt needs a text.")
    if len(prompt.text) > limits.PROMPT_CHARS:
        raise TooLarge(f"A prompt has at most {limits.PROMPT_CHARS:,} characters.")
