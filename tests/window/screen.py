"""A screen of our own: Xvfb, what a person does on it (xdotool) and what they would see (its frame buffer).

There is no window manager, so the window is closed with the message that one would send. Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("Xvfb", "xdotool")
WIDTH, HEIGHT = 1280, 860


class Screen:
    def __init__(self, folder: Path) -> None:
        """Starts Xvfb on a free display number; its frame buffer is a file in `folder`."""
        read, write = os.pipe()
        self._frame = folder / "Xvfb_screen0"
        geometry = f"{WIDTH}x{HEIGHT}x24"
        command = [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            geometry,
            "-fbdir",
            str(folder),
            "-nolisten",
            "tcp",
        ]
        self._process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read, encoding="ascii") as answer:
            self.display = f":{answer.readline().strip()}"

    @staticmethod
    def missing() -> list[str]:
        """The programs that it needs and this machine lacks."""
        return [name for name in NEEDED if shutil.which(name) is None]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def windows(self, title: str) -> list[str]:
        """The ids of mapped windows with this title."""
        while True:
            found = self._xdotool("search", "--onlyvisible", "--name", f"^{title}$")
            if "BadWindow" not in found.stderr:  # some window went while it looked through them, and it tells of none
                return found.stdout.split()

    def wait_for_window(self, title: str, *, timeout_s: float) -> str:
        ends = time.monotonic() + timeout_s
        while time.monotonic() < ends:
            if found := self.windows(title):
                return found[-1]
            time.sleep(0.02)
        raise TimeoutError(f"no window named {title!r} in {timeout_s} s")

    def type(self, window: str, text: str, *, then: str = "Return") -> None:
        self._xdotool("windowfocus", "--sync", window)
        self._xdotool("type", "--clearmodifiers", "--delay", "15", text)
        self._xdotool("key", then)

    def click(self, x: int, y: int) -> None:
        self._xdotool("mousemove", str(x), str(y), "click", "1")

    def hold(self, x: int, y: int) -> None:
        """Takes what is there by the mouse."""
        self._xdotool("mousemove", str(x), str(y), "mousedown", "1")

    def move(self, x: int, y: int) -> None:
        self._xdotool("mousemove", str(x), str(y))

    def let_go(self) -> None:
        self._xdotool("mouseup", "1")

    def focused(self) -> str:
        """The id of the window that gets the keys."""
        return self._xdotool("getwindowfocus").stdout.strip()

    def geometry(self, window: str) -> tuple[int, int, int, int]:
        """Place and size, as they are on the screen."""
        said = self._xdotool("getwindowgeometry", "--shell", window).stdout
        values = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
        x, y, width, height = (int(values.get(name, -1)) for name in ("X", "Y", "WIDTH", "HEIGHT"))
        return x, y, width, height

    def place(self, window: str, *, x: int, y: int, width: int, height: int) -> None:
        """As somebody who drags it and its corner."""
        self._xdotool("windowsize", window, str(width), str(height))
        self._xdotool("windowmove", window, str(x), str(y))

    def has_keys(self, window: str) -> bool:
        """Whether the keyboard is that window's, or one's inside it: GTK has such a one for the keys."""
        x11, display = self._connect()
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        inside = ctypes.c_void_p()
        at = int(self.focused() or 0)
        while at > 1 and at != int(window):
            outer = [ctypes.byref(place) for place in (root, parent, inside, count)]
            if not x11.XQueryTree(display, at, *outer):
                break
            if inside.value:
                x11.XFree(inside)
            at = parent.value
        x11.XCloseDisplay(display)
        return at == int(window)

    def _connect(self) -> tuple[ctypes.CDLL, int]:
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
        x11.XCloseDisplay.argtypes = x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        x11.XFree.argtypes = [ctypes.c_void_p]
        x11.XDefaultRootWindow.restype = x11.XCreateSimpleWindow.restype = ctypes.c_ulong
        x11.XQueryTree.argtypes = [ctypes.c_void_p, ctypes.c_ulong, *[ctypes.c_void_p] * 4]
        x11.XCreateSimpleWindow.argtypes = [
            ctypes.c_void_p,
            ctypes.c_ulong,
            *[ctypes.c_int] * 2,
            *[ctypes.c_uint] * 3,
            *[ctypes.c_ulong] * 2,
        ]
        x11.XMapRaised.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        x11.XInternAtom.restype = ctypes.c_ulong
        x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        x11.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
        return x11, x11.XOpenDisplay(self.display.encode())

    def key(self, name: str) -> None:
        """To whatever has the keyboard."""
        self._xdotool("key", name)

    @contextmanager
    def covered(self) -> Iterator[bytes]:
        """Another program's window over everything, with the keyboard. Gives its colour, as `Shot` has it."""
        x11, display = self._connect()
        root = x11.XDefaultRootWindow(display)
        window = x11.XCreateSimpleWindow(display, root, 0, 0, WIDTH, HEIGHT, 0, 0, 0xFF00FF)
        x11.XMapRaised(display, window)
        x11.XSync(display, 0)
        try:
            self._xdotool("windowfocus", "--sync", str(window))
            yield b"\xff\x00\xff"
        finally:
            x11.XCloseDisplay(display)

    def close(self, window: str) -> None:
        """WM_DELETE_WINDOW, as a window manager sends it when its cross is clicked (xdotool's windowclose would
        kill the window instead)."""
        x11, display = self._connect()
        protocols = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
        delete = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
        # XClientMessageEvent: type, serial, send_event, display, window, message_type, format, l[5]
        client_message = 33
        event = struct.pack("@iLiPLLi5l", client_message, 0, 1, 0, int(window), protocols, 32, delete, 0, 0, 0, 0)
        x11.XSendEvent(display, int(window), 0, 0, event.ljust(192, b"\0"))
        x11.XCloseDisplay(display)

    def shot(self) -> Shot:
        """What is to be seen now, read from Xvfb's frame buffer (an XWD file)."""
        return Shot(self._frame.read_bytes())

    def _xdotool(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run("xdotool", *arguments)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)


class Shot:
    """A picture of the screen: 4 bytes a pixel, blue, green, red, nothing."""

    def __init__(self, xwd: bytes) -> None:
        header = struct.unpack(">25I", xwd[:100])
        size, self.width, self.height, self._line, colours = header[0], header[4], header[5], header[12], header[19]
        self._pixels = xwd[size + colours * 12 :]

    def colours(
        self, *, left: int = 0, top: int = 0, right: int | None = None, bottom: int | None = None
    ) -> Counter[bytes]:
        """How often each colour is there, in a part of the screen."""
        found: Counter[bytes] = Counter()
        for y in range(top, bottom or self.height):
            row = self._pixels[y * self._line + left * 4 : y * self._line + (right or self.width) * 4]
            found.update(row[x : x + 3] for x in range(0, len(row), 4))
        return found

    def blocks(self, colour: bytes, *, width: int = 30, height: int = 20) -> list[tuple[int, int]]:
        """The middles of what is filled with a colour and at least so large, such as a button with words on it. From
        above."""
        found: list[list[int]] = []  # left, top, right, bottom
        for y in range(self.height):
            row = self._pixels[y * self._line : y * self._line + self.width * 4]
            filled = [x for x in range(self.width) if row[x * 4 : x * 4 + 3] == colour] if colour in row else []
            for left, right in _spans(filled):
                above = [one for one in found if y - one[3] <= 2 and left <= one[2] and right >= one[0]]
                if above:
                    above[0][:] = [min(above[0][0], left), above[0][1], max(above[0][2], right), y]
                elif right - left >= width // 2:
                    found.append([left, y, right, y])
        large = [one for one in found if one[2] - one[0] >= width and one[3] - one[1] >= height]
        return [((left + right) // 2, (top + bottom) // 2) for left, top, right, bottom in large]

    def save(self, path: Path) -> None:
        """As PNG, for a person to look at."""
        rows = bytearray()
        for y in range(self.height):
            row = self._pixels[y * self._line : y * self._line + self.width * 4]
            rows.append(0)
            pixels = bytearray(self.width * 3)
            pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
            rows += pixels
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n"
            + _chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0))
            + _chunk(b"IDAT", zlib.compress(bytes(rows), 6))
            + _chunk(b"IEND", b"")
        )


def _spans(filled: list[int]) -> list[tuple[int, int]]:
    """The first and last of neighbours; a letter's width between them does not count."""
    spans: list[tuple[int, int]] = []
    for x in filled:
        if spans and x - spans[-1][1] <= 12:
            spans[-1] = (spans[-1][0], x)
        else:
            spans.append((x, x))
    return spans


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
