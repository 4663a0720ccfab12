"""The headers of every answer: what a page of ours may do, and who may use a file of ours.

There are two kinds of page. The app itself gets nothing but its own files, makes no HTML or script from strings, and
is shown in no frame. The frame in which it has diagrams drawn has no origin and no network: it cannot reach the
server, the page or anybody else, and only takes a source and hands back the text of a picture.
"""

from __future__ import annotations

import re

_SAME_ORIGIN = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
# What our windows add to the name that the engine goes by; no page elsewhere can make a browser say so.
_OUR_WINDOW = re.compile(rb"\bRunnel\b")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types runnel-worker",  # starts a worker from a file of the bundle (web/src/text/trusted.ts)
    )
)

_FRAME_FOLDER = "/diagram/"
_PAGE = ((b"content-security-policy", CONTENT_SECURITY_POLICY.encode()), *_SAME_ORIGIN)
_PAGE_OF_OUR_WINDOW = tuple(header for header in _PAGE if header[0] != b"cross-origin-opener-policy")


def frame_policy(host: str) -> str:
    """The policy of the frame served at `host`: it has no origin, so for WebKit `'self'` would be nothing."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src http://{host}{_FRAME_FOLDER}",
            "style-src 'unsafe-inline'",  # a picture's own style sheet
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors http://{host}",
            "sandbox allow-scripts",
        )
    )


def headers_of(path: str, *, is_bundle: bool, host: str, agent: bytes = b"") -> tuple[tuple[bytes, bytes], ...]:
    """The headers for what is served at `path`; `is_bundle` says that it is a file of the page.

    Our own window stays at our origin and opens no others, so there is no page that a policy for openers could keep
    away from ours; and WebKit would change processes for it while the page is loaded, 0.15 s of each start.
    """
    if not is_bundle or not path.startswith(_FRAME_FOLDER):
        return _PAGE_OF_OUR_WINDOW if _OUR_WINDOW.search(agent) else _PAGE
    frame = ((b"content-security-policy", frame_policy(host).encode()), (b"x-dns-prefetch-control", b"off"))
    if not path.endswith(".js"):
        return (*frame, *_SAME_ORIGIN)
    # A frame without origin is a stranger to the browser, also when it asks for its own script.
    return (*frame, *_SAME_ORIGIN[:-1], (b"cross-origin-resource-policy", b"cross-origin"))
