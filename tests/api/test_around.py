"""What the settings are told of the desktop, and the choice to start with the login."""

from __future__ import annotations

from tests.api.world import World

NOTHING = {"outlivesClosing": False, "tray": "off", "key": "off", "keyName": "", "login": None}


class Login:
    """An entry, or one that cannot be written."""

    def __init__(self, error: OSError | None = None) -> None:
        self.on = False
        self.error = error

    def is_on(self) -> bool:
        return self.on

    def turn(self, *, on: bool) -> None:
        if self.error is not None:
            raise self.error
        self.on = on


def test_a_server_without_a_window_has_nothing_around_it(world: World) -> None:
    assert world.get("/api/around") == NOTHING
    assert world.problem("PUT", "/api/around/login", {"on": True})[:2] == (409, "no_login_entry")


def test_what_the_window_tells_is_told_on(world: World) -> None:
    around = world.server.around
    around.outlives_closing, around.tray, around.key, around.key_name = True, "shown", "given", "Ctrl+Alt+R"
    assert world.get("/api/around") == NOTHING | {
        "outlivesClosing": True,
        "tray": "shown",
        "key": "given",
        "keyName": "Ctrl+Alt+R",
    }


def test_the_start_with_the_login_is_switched_on_and_off(world: World) -> None:
    login = world.server.around.login = Login()
    assert world.get("/api/around")["login"] is False
    assert world.http.put("/api/around/login", json={"on": True}).json()["login"] is True
    assert login.on
    assert world.http.put("/api/around/login", json={"on": False}).json()["login"] is False


def test_an_entry_that_cannot_be_written_is_said(world: World) -> None:
    world.server.around.login = Login(PermissionError(13, "Permission denied"))
    status, code, sentence = world.problem("PUT", "/api/around/login", {"on": True})
    assert (status, code) == (500, "login_entry_failed")
    assert sentence == "That could not be written where this system looks: Permission denied."
