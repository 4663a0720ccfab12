"""Which ways to show the page a machine has, best first."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from desktop.toolkit import SYSTEM_PYTHON, Machine, Way, ways

X11 = {"DISPLAY": ":0"}


def machine(
    platform: str = "linux",
    *,
    environment: Mapping[str, str] | None = None,
    frozen: bool = False,
    programs: tuple[str, ...] = (),
    modules: tuple[str, ...] = (),
) -> Machine:
    return Machine(
        platform=platform,
        environment=environment if environment is not None else X11,
        frozen=frozen,
        which=lambda name: name if name in programs else None,
        has=lambda name: name in modules,
    )


def test_linux_with_everything_tries_gtk_here_then_the_systems_then_qt_then_browsers() -> None:
    everything = machine(programs=(SYSTEM_PYTHON, "chromium"), modules=("gi", "PySide6", "qtpy"))

    assert ways(everything) == (
        Way.GTK,
        Way.SYSTEM_GTK,
        Way.QT,
        Way.CHROMIUM,
        Way.BROWSER,
        Way.ADDRESS,
    )


def test_wayland_alone_is_a_display() -> None:
    assert ways(machine(environment={"WAYLAND_DISPLAY": "wayland-0"}, modules=("gi",)))[0] is Way.GTK


def test_a_frozen_build_never_borrows_the_systems_python() -> None:
    assert ways(machine(frozen=True, programs=(SYSTEM_PYTHON,), modules=("gi",))) == (
        Way.GTK,
        Way.BROWSER,
        Way.ADDRESS,
    )


def test_I1_without_a_display_only_the_address_is_left() -> None:
    assert ways(machine(environment={}, programs=(SYSTEM_PYTHON, "chromium"), modules=("gi",))) == (Way.ADDRESS,)


@pytest.mark.parametrize(("environment", "programs"), [({"BROWSER": "wslview"}, ()), ({}, ("wslview",))])
def test_without_a_display_a_browser_that_shows_itself_elsewhere_is_tried(
    environment: dict[str, str], programs: tuple[str, ...]
) -> None:
    assert ways(machine(environment=environment, programs=programs)) == (Way.BROWSER, Way.ADDRESS)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_use_what_they_bring(platform: str) -> None:
    assert ways(machine(platform, environment={})) == (Way.NATIVE, Way.BROWSER, Way.ADDRESS)


@pytest.mark.parametrize("way", list(Way))
def test_a_chosen_way_stands_alone_before_the_address(way: Way) -> None:
    chosen = machine(environment={**X11, "RUNNEL_WINDOW": way.value}, modules=("gi",))

    assert ways(chosen) == ((way, Way.ADDRESS) if way is not Way.ADDRESS else (Way.ADDRESS,))


def test_a_choice_that_does_not_exist_is_passed_over() -> None:
    assert ways(machine(environment={**X11, "RUNNEL_WINDOW": "holodeck"}, modules=("gi",)))[0] is Way.GTK
