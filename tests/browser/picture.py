"""Makes the README's picture from the real app: `uv run --group test python -m tests.browser.picture`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.api.world import World
from tests.browser.conftest import ARGUMENTS

TARGET = Path(__file__).parents[2] / "packaging" / "picture.png"
FILES = {
    "README.md": "# Garden\n\nWhat grows where, and when to water it.\n",
    "beds.csv": "bed,plant,sown\n1,beans,2026-04-12\n2,tomatoes,2026-05-01\n",
    "plan/april.md": "- beans: bed 1\n- TODO: order seeds\n",
    "water.py": "def litres(beds: int) -> int:\n    return beds * 12  # TODO: rain\n",
}


def main() -> None:
    place = Path(tempfile.gettempdir()) / "ada"  # a path that reads well in the picture
    folder = place / "garden"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    world = World(place / "data")
    world.start()
    world.conversation(title="Reading list for the winter")
    world.conversation(title="Train to Lisbon")
    chat = world.conversation(workspace=str(folder))
    world.say(chat, "search for TODO", model="builtin:assistant")
    world.wait(chat)
    world.say(chat, "write notes.txt: order seeds before April", model="builtin:assistant")
    world.wait(chat, "waiting")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*ARGUMENTS, "--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1100, "height": 760})
        page.goto(world.server.new_boot_url())
        page.get_by_text("search for TODO").first.click()
        page.get_by_label("Approval needed").wait_for()
        page.wait_for_timeout(1000)  # the card takes no answer in its first moments
        page.screenshot(path=TARGET)
        browser.close()
    world.stop()
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
