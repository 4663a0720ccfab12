"""A chat as one HTML file that needs nothing else, loads nothing and runs nothing.

All text goes through markdown-it-py with raw HTML off, or is escaped. Links lead to the web and to mail only; remote
images become links, because showing one would tell its server. The file's own policy forbids the rest.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, MutableMapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from backend.data.chat import Entry, entries, title_of
from backend.domain import limits

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.token import Token

ReadFile = Callable[[str], bytes | None]  # an attached file's bytes by its id, None where it is gone
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_STYLE = """
:root{color-scheme:light dark;--ink:#1d1c1a;--soft:#6b6862;--line:#dedad2;--paper:#fbfaf7;--tint:#f1eee7}
@media(prefers-color-scheme:dark){:root{--ink:#e9e6e0;--soft:#a09b92;--line:#3a3733;--paper:#1b1a18;--tint:#262421}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);
font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:46rem;margin:0 auto;padding:3rem 1.25rem 5rem}h1{font-size:1.75rem;line-height:1.25;margin:0 0 .5rem}
.about{color:var(--soft);font-size:.9rem;margin:0 0 2rem}article{margin:1.75rem 0;overflow-wrap:anywhere}
.who{font-size:.85rem;font-weight:600;margin:0 0 .35rem}.who time{font-weight:400;color:var(--soft);margin-left:.5rem}
.asked{background:var(--tint);border-radius:.75rem;padding:.85rem 1.1rem}
.body>:first-child{margin-top:0}.body>:last-child{margin-bottom:0}
pre{background:var(--tint);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;overflow:auto;
font-size:.875rem;line-height:1.5}code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em}
pre code{font-size:1em}blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid var(--line);color:var(--soft)}
table{border-collapse:collapse;display:block;overflow:auto}th,td{border:1px solid var(--line);padding:.35rem .65rem}
details{border:1px solid var(--line);border-radius:.5rem;padding:.5rem .9rem}summary{cursor:pointer;color:var(--soft)}
img{max-width:100%;border-radius:.5rem}a{color:inherit}.ended{color:var(--soft);font-style:italic}
@media print{body{background:none;font-size:10.5pt}main{max-width:none;padding:0}article{break-inside:auto}
.asked,pre{border:1px solid var(--line);background:none}details:not([open])>*{display:block}}
"""


def to_html(state: dict[str, Any], read_file: ReadFile) -> str:
    """The shown branch. `state` is a folded conversation. Its attached images are put in, within a limit."""
    markdown = _markdown()
    title = escape(title_of(state))
    about = " · ".join(escape(str(state[key])) for key in ("model", "workspace") if state[key])
    room = [limits.EXPORT_IMAGES_BYTES]
    articles = "".join(_article(entry, markdown, read_file, room) for entry in entries(state))
    return (
        '<!doctype html>\n<html lang="und"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main><h1 dir=auto>{title}</h1>"
        f"<p class=about>{about}</p>{_instructions(state)}{articles}</main></body></html>\n"
    )


def _instructions(state: dict[str, Any]) -> str:
    if not state["system"]:
        return ""
    return f"<details><summary>Instructions</summary><pre><code>{escape(state['system'])}</code></pre></details>"


def _article(entry: Entry, markdown: MarkdownIt, read_file: ReadFile, room: list[int]) -> str:
    when = f"<time>{escape(entry.at)}</time>" if entry.at else ""
    match entry.kind:
        case "asked" | "answered":
            files = "".join(_file(*file, read_file, room) for file in entry.files)
            return (
                f"<article class={entry.kind}><h2 class=who>{escape(entry.who or 'Answer')}{when}</h2>"
                f"<div class=body dir=auto>{markdown.render(entry.text)}{files}</div></article>\n"
            )
        case "thought":
            body = f"<div class=body dir=auto>{markdown.render(entry.text)}</div>"
            return f"<article><details><summary>Thinking</summary>{body}</details></article>\n"
        case "acted":
            details = f"<pre><code>{escape(entry.details)}</code></pre>" if entry.details else ""
            body = f"{details}<pre><code>{escape(entry.text)}</code></pre>"
            summary = f"<summary><code>{escape(entry.who)}</code> {when}</summary>"
            return f"<article><details>{summary}{body}</details></article>\n"
        case "ended":
            return f"<p class=ended dir=auto>{escape(entry.text)}</p>\n"


def _file(file_id: str, name: str, type_: str, read_file: ReadFile, room: list[int]) -> str:
    label = f"<p>Attached: {escape(name)} ({escape(type_)})</p>"
    data = read_file(file_id) if type_ in _IMAGES else None
    if data is None or len(data) > room[0]:
        return label
    room[0] -= len(data)
    return f'<p><img alt="{escape(name)}" src="data:{type_};base64,{base64.b64encode(data).decode()}"></p>'


def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # only an export needs it

    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.validateLink = _may_be_linked  # type: ignore[method-assign]  # its documented way
    markdown.add_render_rule("image", _image_as_link)
    markdown.add_render_rule("link_open", _link_open)
    return markdown


def _may_be_linked(url: str) -> bool:
    try:
        return urlsplit(url.strip()).scheme.lower() in ("http", "https", "mailto")
    except ValueError:
        return False


def _link_open(
    renderer: RendererProtocol, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    href = str(tokens[at].attrGet("href") or "")
    return f'<a href="{escape(href)}" rel="noopener noreferrer">'


def _image_as_link(
    renderer: RendererProtocol, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    source, label = str(tokens[at].attrGet("src") or ""), escape(tokens[at].content or "image")
    return f'<a href="{escape(source)}" rel="noopener noreferrer">{label}</a>'
