"""Where a window is put again: never where nobody could reach it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from desktop.places import Place, Places, Screen, choose, fit, screen_of
from desktop.view import HEIGHT, WIDTH

LAPTOP = Screen("laptop", 0, 0, 1440, 900)
DESK = Screen("desk", 1440, 0, 2560, 1440)


def test_a_first_start_is_in_the_middle_of_the_first_screen() -> None:
    assert choose({}, [LAPTOP, DESK]) == (LAPTOP, Place((1440 - WIDTH) // 2, (900 - HEIGHT) // 2))


def test_each_screen_has_its_own_place_and_the_one_used_last_is_taken() -> None:
    known = {"laptop": Place(10, 20, 700, 600), "desk": Place(300, 200, 1500, 1000, maximised=True)}
    assert choose(known, [LAPTOP, DESK]) == (DESK, known["desk"])
    assert choose(known, [LAPTOP]) == (LAPTOP, known["laptop"])


def test_on_a_screen_never_seen_the_window_has_its_size_as_far_as_it_fits() -> None:
    screen, place = choose({"desk": Place(900, 700, 1500, 700)}, [LAPTOP]) or (None, None)
    assert (screen, place) == (LAPTOP, Place(0, 100, 1440, 700))


@pytest.mark.parametrize(
    "place",
    [Place(-500, -500), Place(5000, 5000), Place(1400, 880, 400, 500), Place(0, 0, 9000, 9000), Place(3, 3, 1, 1)],
)
def test_what_is_remembered_is_put_whole_on_the_screen(place: Place) -> None:
    put = fit(place, LAPTOP)
    assert put.x >= 0
    assert put.y >= 0
    assert put.x + put.width <= LAPTOP.width
    assert put.y + put.height <= LAPTOP.height
    assert put.width >= 380
    assert put.height >= 480


def test_without_a_screen_nothing_is_said() -> None:
    assert choose({"desk": Place(0, 0)}, []) is None
    assert screen_of([], 3, 4) is None


def test_a_point_is_on_its_screen_or_else_on_the_first() -> None:
    assert screen_of([LAPTOP, DESK], 1500, 10) == DESK
    assert screen_of([LAPTOP, DESK], -50, 10) == LAPTOP


def test_it_is_the_same_after_a_restart_and_only_this_persons(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    places = Places(file)
    places.changed(LAPTOP, Place(1, 2, 600, 700))
    places.changed(DESK, Place(3, 4, 800, 900, maximised=True))
    places.close()

    assert Places(file).first([LAPTOP, DESK]) == (DESK, Place(3, 4, 800, 900, maximised=True))
    assert Places(file).first([LAPTOP]) == (LAPTOP, Place(1, 2, 600, 700))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"screens": [{"screen": "x"}]}', '{"screens": 7}'])
def test_a_file_that_makes_no_sense_is_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "window.json").write_text(text)
    assert Places(tmp_path / "window.json").first([LAPTOP]) == choose({}, [LAPTOP])
