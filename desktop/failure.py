"""What ended a start, as a sentence and an exit code."""

from __future__ import annotations

import os
from pathlib import Path

from desktop.say import keep_details

THEIRS, OURS = 1, 70  # BSD's EX_SOFTWARE


def explain(error: Exception) -> tuple[str, int]:
    """A sentence of the error tree stands as it is; settings are named; anything else is a fault of ours, whose
    details are kept in a file."""
    from pydantic import ValidationError

    from backend.domain.errors import RunnelError

    if isinstance(error, RunnelError):
        return error.detail, THEIRS
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"])
        return f"The setting {name} (RUNNEL_{name.upper()}) cannot be used: {first['msg']}.", THEIRS
    kept = keep_details(error, data_folder())
    where = f" Details for a report are in {kept}." if kept is not None else ""
    return f"Runnel met a fault of its own and had to end.{where}", OURS


def is_busy(error: Exception) -> bool:
    """Whether another Runnel has the data folder."""
    from backend.domain.errors import DataFolderBusy

    return isinstance(error, DataFolderBusy)


def data_folder() -> Path:
    """Where data is kept unless the command line says otherwise; quicker than asking the settings."""
    import platformdirs

    return Path(os.environ.get("RUNNEL_DATA_DIR") or platformdirs.user_data_dir("Runnel", appauthor=False))
