"""The page follows the desktop's own switch between light and dark while it runs."""

from __future__ import annotations

from tests.window.app import wait_until
from tests.window.conftest import Play, Start
from tests.window.screen import Screen

DARK, LIGHT = "1", "2"


def test_the_page_is_as_dark_as_the_desktop_whenever_that_changes(screen: Screen, start: Start, play: Play) -> None:
    desktop = play("portal", DARK)
    wait_until(lambda: not screen.windows("Runnel"))
    app = start(display=screen.display, environment={"DBUS_SESSION_BUS_ADDRESS": desktop.address})
    screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)

    wait_until(lambda: brightness(screen) < 60)
    desktop.say(LIGHT)
    assert desktop.hear() == "said"
    wait_until(lambda: brightness(screen) > 200)
    desktop.say(DARK)
    assert desktop.hear() == "said"
    wait_until(lambda: brightness(screen) < 60)


def brightness(screen: Screen) -> int:
    """Of what most of the middle of the screen shows, 0 to 255."""
    colours = screen.shot().colours(left=500, top=200, right=900, bottom=500)
    ((most, _),) = colours.most_common(1)
    return max(most)
