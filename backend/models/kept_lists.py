"""The models that each provider named last, in `models.json` in the data folder: so that a start need not ask anybody.

A list belongs to a provider at an address; at another one it is not known. A file that cannot be read is as if there
were none: the lists come again when somebody asks for them.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from backend.domain import kept_file
from backend.domain.model import ModelInfo

log = logging.getLogger(__name__)

_FILE: TypeAdapter[dict[str, tuple[str, tuple[ModelInfo, ...]]]] = TypeAdapter(
    dict[str, tuple[str, tuple[ModelInfo, ...]]]
)


class KeptLists:
    """Reads and writes the disk: not for an event loop. `folder` None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / "models.json" if folder is not None else None

    def of(self, provider: str, origin: str) -> tuple[ModelInfo, ...]:
        """What it named last at this address; nothing when that is not known."""
        known_at, models = self._read().get(provider, ("", ()))
        return models if known_at == origin else ()

    def keep(self, provider: str, origin: str, models: tuple[ModelInfo, ...]) -> None:
        """Writes the file anew, unless it says this already."""
        kept = self._read()
        if self._file is None or kept.get(provider) == (origin, models):
            return
        kept[provider] = (origin, models)
        document: dict[str, Any] = {name: [at, [asdict(info) for info in infos]] for name, (at, infos) in kept.items()}
        try:
            kept_file.replace(self._file, json.dumps(document), synced=False)
        except OSError as error:
            log.warning("the list of models could not be kept: %s", error.strerror)

    def _read(self) -> dict[str, tuple[str, tuple[ModelInfo, ...]]]:
        try:
            return _FILE.validate_json(self._file.read_bytes()) if self._file is not None else {}
        except (OSError, ValidationError):
            return {}
