"""Code, formulas and diagrams in WebKitGTK, the engine of the window on Linux, under the page's own policy."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from desktop.toolkit import SYSTEM_PYTHON
from tests.api.world import World
from tests.browser.test_rendering import CODE, DIAGRAM, MATH
from tests.fakes.scripted_provider import Reply, ScriptedProvider
from tests.window.screen import Screen

# The answer when all three are there; null before.
QUESTION = """(() => {
  const picture = document.querySelector('.diagram img');
  const found = {
    keywords: document.querySelectorAll('.hljs-keyword').length,
    formulas: document.querySelectorAll('.math math').length,
    picture: picture !== null && picture.complete && picture.naturalWidth > 100,
    policy: (() => { try { document.createElement('p').innerHTML = 'x'; return 'none' } catch { return 'kept' } })(),
  };
  return found.keywords && found.formulas && found.picture ? JSON.stringify(found) : null;
})()"""


def test_C5_code_formulas_and_diagrams_are_shown_under_the_policy(screen: Screen, tmp_path: Path) -> None:
    with ScriptedProvider([Reply(text=[f"{CODE}\n\n{MATH}\n\n{DIAGRAM}"])]).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        try:
            chat = world.conversation(title="rendering", model="fake:scripted")
            world.say(chat, "go")
            world.wait(chat, "finished")
            script = str(Path(__file__).with_name("webkit_page.py"))
            shown = subprocess.run(
                [SYSTEM_PYTHON, script, world.server.new_boot_url(), f"chat={chat}", QUESTION],
                env={**os.environ, "DISPLAY": screen.display, "WEBKIT_DISABLE_DMABUF_RENDERER": "1"},
                capture_output=True,
                text=True,
                timeout=50,
                check=False,
            )
            assert json.loads(shown.stdout) == {"keywords": 2, "formulas": 4, "picture": True, "policy": "kept"}
        finally:
            world.stop()
