"""What becomes of a window that the person closes while an answer is being written. Pure.

An answer that waits for a decision loses nothing by the end of Runnel, so it is no reason to ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.notices import language

if TYPE_CHECKING:
    from backend.domain.settings import Preferences

WORDS = {
    "en": {
        "one": "An answer is still being written",
        "many": "{count} answers are still being written",
        "text": "Runnel can go on without its window. If you stop, what has arrived is kept.",
        "stay": "Cancel",
        "stop": "Stop and close",
        "keep": "Keep running",
    },
    "de": {
        "one": "Eine Antwort wird noch geschrieben",
        "many": "{count} Antworten werden noch geschrieben",
        "text": "Runnel kann ohne sein Fenster weiterarbeiten. Wenn du anhältst, bleibt, was schon da ist.",
        "stay": "Abbrechen",
        "stop": "Anhalten und schließen",
        "keep": "Weiterarbeiten",
    },
}


def order_for(answering: int, preferences: Preferences, *, again: bool) -> dict[str, Any] | None:  # Any: JSON
    """What to tell the window instead; None when it may close. `answering` is how many answers are being written.

    `again`: it was made small before and is closed once more. Some desktops make no window small; it must not be one
    that cannot be closed.
    """
    if answering == 0 or preferences.when_closed == "stop":
        return None
    if preferences.when_closed == "keep" and not again:
        return {"put_away": True}
    words = WORDS[language({"language": preferences.language})]
    title = words["one"] if answering == 1 else words["many"].format(count=answering)
    return {"ask": {"title": title, **{key: words[key] for key in ("text", "stay", "stop", "keep")}}}
