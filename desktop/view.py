"""What the window shows, as a plain value that also crosses to a child process as one line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

APP_ID = "app.runnel.Runnel"
TITLE = "Runnel"
WIDTH, HEIGHT = 1180, 780
LEAST_WIDTH, LEAST_HEIGHT = 380, 480
LIGHT, DARK = "#fdfdfc", "#171b1a"  # --paper in web/src/ui/styles/tokens.css: nothing flashes


@dataclass(frozen=True, slots=True)
class View:
    """Either an address of ours, with `origin` the only place the window may go, or a small document.

    `theme` is `light`, `dark` or `system`; `places` is the file that remembers where the window was.
    """

    url: str | None = None
    origin: str = ""
    html: str | None = None
    theme: str = "system"
    icon: str | None = None
    places: str | None = None

    def to_line(self) -> str:
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def from_line(cls, line: str) -> View:
        return cls(**json.loads(line))


def notice(text: str) -> View:
    """A sentence as a document of its own, for when there is no page that could show it."""
    style = (
        "html{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;height:100%}"
        "body{margin:0;height:100%;display:grid;place-items:center}main{max-width:34rem;padding:2rem}"
    )
    words = escape(text).replace("\n", "<br>")
    return View(html=f"<!doctype html><meta charset=utf-8><style>{style}</style><main>{words}</main>")


def icon_file() -> str | None:
    """Our icon, wherever this was installed, or None."""
    here = Path(__file__).resolve().parent
    places = (here / "runnel.svg", here.parent / "packaging" / "icon" / "runnel.svg")
    return next((str(place) for place in places if place.is_file()), None)
