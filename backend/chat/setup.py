"""What the built-in assistant says about models on this machine. It looks, and changes nothing."""

from __future__ import annotations

from backend.models.catalog import Catalog


async def describe(catalog: Catalog) -> str:
    """Markdown: what was found, what to click, or what to install when nothing was."""
    discovery = await catalog.discover()
    if not discovery.found:
        places = ", ".join(f"{place.name} ({place.where})" for place in discovery.looked)
        return (
            "No language model was found on this machine.\n\n"
            f"Looked for: {places}.\n\n"
            "Start one of these programs, or open **Models and providers** and add an API key or a server's address."
        )
    lines = ["Found on this machine:", ""]
    for item in discovery.found:
        models = f": {', '.join(item.models[:5])}" if item.models else ""
        where = f"key in `{item.variable}`" if item.variable else f"at {item.base_url}"
        lines.append(f"- **{item.title}** ({where}){models}")
    return "\n".join(
        [*lines, "", "Nothing of it is used until you choose it: open **Models and providers** and press **Use**."]
    )
