"""Qt's WebEngine: binds the view to our origin, takes pywebview's bridge out and repairs the clipboard.

What pywebview's page class decides by itself is replaced on the class before the first page is made; the rest
is connected to the page's own signals.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from desktop.adapter import Adapter, is_ours, page_again
from desktop.view import APP_ID, TITLE, View


class QtAdapter(Adapter):
    def before_create(self) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.setDesktopFileName(APP_ID)  # the desktop finds our icon and name by it
        # pywebview would hand the address of any new window to the system browser
        sys.modules["webview.platforms.qt"].BrowserView.WebPage.createWindow = lambda page, kind: None

    def guard(self, window: Any, view: View) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QIcon
        from PySide6.QtWebEngineCore import QWebEngineSettings

        browser = window.native
        page = browser.webview.page()
        page.navigationRequested.connect(lambda request: _decide(request, view.origin))
        page.renderProcessTerminated.connect(
            lambda *why: browser.webview.setUrl(QUrl(page_again(page.url().toString(), view.origin)))
        )
        page.setWebChannel(None)
        profile = page.profile()
        profile.setHttpUserAgent(f"{profile.httpUserAgent()} {TITLE}")  # web/src/wire/pulse.ts
        browser._set_js_api = lambda: _report_loaded(window)
        # pywebview answers permission questions with an int, which PySide6 refuses: copying then never ends
        page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptCanAccessClipboard, True)
        page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptCanPaste, True)
        if view.icon is not None:
            browser.setWindowIcon(QIcon(view.icon))
        self._bringer = _bringer(browser)

    def bring(self, window: Any, page: str, activation: str | None) -> bool:
        self._bringer.asked.emit(page)  # carried out on the thread of the windows
        return True

    def again(self, window: Any, view: View, *, plainly: str | None) -> None:
        process = window.native.webview.page().renderProcessPid()
        if process > 0:
            os.kill(process, signal.SIGKILL)  # its end brings the page back as any other end does


def _bringer(browser: Any) -> Any:
    """pywebview's own way to the front takes a window out of its maximised state."""
    from PySide6.QtCore import QObject, Qt, QUrl, Signal

    class Bringer(QObject):  # type: ignore[misc]  # PySide6 is untyped where it is not installed
        asked = Signal(str)

        def bring(self, page: str) -> None:
            if page:
                browser.webview.setUrl(QUrl(page))
            browser.setWindowState(browser.windowState() & ~Qt.WindowState.WindowMinimized)
            browser.show()
            browser.raise_()
            browser.activateWindow()

    bringer = Bringer(browser)
    bringer.asked.connect(bringer.bring, Qt.ConnectionType.QueuedConnection)
    return bringer


def _report_loaded(window: Any) -> None:
    """In place of pywebview's injection: only the events that it fires."""
    window.events.before_load.set()
    window.events.loaded.set()


def _decide(request: Any, origin: str) -> None:
    """Only our origin is ever shown. Links are opened by the page through the server, after it has shown where
    they lead."""
    url = request.url().toString()
    if is_ours(url, origin) or (not origin and url.startswith(("about:", "data:"))):
        request.accept()
    else:
        request.reject()
