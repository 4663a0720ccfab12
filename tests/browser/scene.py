"""What the pictures of every state show: chats as a person has them, and the provider's words in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.api.world import Json, World
from tests.fakes import files
from tests.fakes.scripted_provider import Call, Reply, Request, ScriptedProvider, from_prompt

MODELS = ("scripted", "garden-large", "garden-small", "reader-32k", "a-model-with-quite-a-long-name-2026-11-instruct")

RICH = """Beans like it warm. **Wait until the soil has 10 °C**, which is usually the [second half of May](https://example.org/sowing).

## What to do

1. Loosen the bed and take out what grew there.
2. Sow five or six beans around each pole, *three centimetres* deep.
3. Water them once, then wait:
   - too wet, and they rot
   - too dry, and they sulk

> A bean that was sown late grows faster than one that was sown early.

| Bed | Plant | Sown | Litres a week |
|:--|:--|:-:|--:|
| 1 | runner beans | 18 May | 24 |
| 2 | tomatoes | 1 June | 36 |
| 3 | pumpkins, squash and whatever else the compost brings | 20 May | 40 |

```python
def litres(beds: int, rain_mm: float = 0) -> float:
    \"\"\"Water for a week.\"\"\"
    return max(0, beds * 12 - rain_mm * 0.8)  # rain counts
```

A bed of $a \\times b$ metres takes

$$
V = a \\cdot b \\cdot \\frac{h}{1000}
$$

- [x] poles
- [ ] seeds

---

Then wait for about 90 days[^days], or less in a warm year[^warm].

[^days]: Counted from the day on which the first leaf shows.
[^warm]: In 2018 it were `74`, says the *Garden Almanac*."""

DIAGRAM = """Here is the year as a picture:

```mermaid
graph LR
  A[Sow] --> B[Water]
  B --> C{Warm?}
  C -->|yes| D[Harvest]
  C -->|no| B
```

That is all."""

ARABIC = """ازرع الفاصولياء في **النصف الثاني من مايو**.

1. احفر ثقوبًا بعمق ثلاثة سنتيمترات.
2. شغّل `litres(3)` لحساب الماء.

> لا تسقِها كثيرًا.

| الحوض | النبات |
|---|---|
| 1 | فاصولياء |

And this paragraph is English again."""

ASKED = "When do I sow runner beans, and how much water do they take?"
SCRIPT = {
    ASKED: Reply(text=[RICH], usage=(812, 391)),
    "Draw the year": Reply(text=[DIAGRAM], usage=(120, 60)),
    "متى أزرع": Reply(text=[ARABIC], usage=(80, 70)),
    "Is it too late": Reply(
        text=["No. Beans that are sown in June still ripen before the first frost."],
        thinking=["June has 16 hours of light. ", "Runner beans take 90 days, so they are done in September."],
        usage=(900, 24),
    ),
    "Write slowly": Reply(
        text=["A garden is never ", "finished, and this answer ", "is not either. It has `code`, ", "and then ", "it "],
        hang=True,
        finish=None,
        done=False,
        usage=None,
    ),
    "Cut this": Reply(
        text=["The first thing to do in March is to look at the beds and then to "],
        hang=True,
        finish=None,
        done=False,
        usage=None,
    ),
    "Plan the spring": Reply(
        calls=[
            Call(
                "update_plan",
                json.dumps(
                    {
                        "items": [
                            {"text": "Read what is in the folder", "status": "done"},
                            {"text": "Write the list of seeds", "status": "doing"},
                            {"text": "Work out the water", "status": "todo"},
                        ]
                    }
                ),
                id="call_plan",
            ),
            Call("list_folder", "{}", id="call_list"),
            Call("read_file", json.dumps({"path": "beds.csv"}), id="call_read"),
            Call("search_text", json.dumps({"text": "TODO"}), id="call_search"),
            Call(
                "write_file",
                json.dumps(
                    {
                        "path": "beds.csv",
                        "content": "bed,plant,sown\n1,beans,2026-05-18\n2,tomatoes,2026-06-01\n3,squash,\n",
                    }
                ),
                id="call_write",
            ),
        ]
    ),
    "Count the files": Reply(calls=[Call("run_command", json.dumps({"command": "ls -1 | wc -l && cat beds.csv"}))]),
    "Ask me": Reply(
        calls=[
            Call(
                "ask_user",
                json.dumps({"question": "Which bed comes first?", "choices": ["Bed 1", "Bed 2", "Both at once"]}),
            )
        ]
    ),
}
GARDEN = {
    "README.md": "# Garden\n\nWhat grows where, and when to water it.\n",
    "beds.csv": "bed,plant,sown\n1,beans,2026-04-12\n2,tomatoes,2026-05-01\n",
    "plan/april.md": "- beans: bed 1\n- TODO: order seeds\n",
    "water.py": "def litres(beds: int) -> int:\n    return beds * 12  # TODO: rain\n",
}


def says(request: Request) -> Reply:
    """By the prompt's first words; anything else as in every test."""
    if request.answers_a_tool:
        return Reply(text=["Done: the list has a third bed now, and both dates are in May or later."], usage=(1400, 30))
    return next((reply for begin, reply in SCRIPT.items() if request.prompt.startswith(begin)), from_prompt(request))


@contextmanager
def provider() -> Iterator[ScriptedProvider]:
    """One that knows the garden."""
    with ScriptedProvider(says, models=MODELS).in_thread() as scripted:
        yield scripted


def fill(world: World, folder: Path) -> None:
    """Chats in every state, each with a title that the pictures know it by."""
    for name, text in GARDEN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for title in ("Reading list for the winter", "Train to Lisbon, with a night in Irún and a morning by the sea"):
        world.conversation(title=title)
    cut = world.conversation(title="March")
    world.say(cut, "Cut this")
    world.until(lambda: _said(world, cut))
    world.restart()  # which cuts it off

    rich = world.conversation(title="Runner beans", pinned=True, tags=["garden"])
    world.say(rich, ASKED)
    world.wait(rich)
    world.say(rich, "Is it too late in June?")
    world.wait(rich)
    diagram = world.conversation(title="The year as a picture")
    world.say(diagram, "Draw the year")
    world.wait(diagram)
    arabic = world.conversation(title="حديقة الخضار")
    world.say(arabic, "متى أزرع الفاصولياء؟")
    world.wait(arabic)
    failed = world.conversation(title="No key")
    world.say(failed, "[[error=401]]")
    world.wait(failed)
    versions = world.conversation(title="Beds and versions", model="fake:scripted")
    attachments = [world.attach(files.png(320, 200, "seagreen"), "bed.png"), world.attach(b"a,b\n1,2\n", "plan.csv")]
    world.say(versions, "What is in this bed?", attachments=attachments, parentId=None)
    world.post(f"/api/runs/{world.wait(versions)['runs'][-1]['id']}/retry")
    world.wait(versions)
    world.say(versions, "What is in this bed, and what comes after it?", attachments=attachments, parentId=None)
    world.wait(versions)
    for title, prompt in (
        ("An approval of a change", "Plan the spring"),
        ("An approval of a command", "Count the files"),
        ("A question", "Ask me"),
    ):
        asking = world.conversation(title=title, workspace=str(folder), model="fake:scripted")
        world.say(asking, prompt)
        world.wait(asking, "waiting")
    done = world.conversation(title="Changed files", workspace=str(folder), model="fake:scripted")
    world.say(done, "Plan the spring")
    world.resume(done, approved=True)
    world.wait(done, "finished")
    world.conversation(title="Put away", archived=True)
    world.delete(f"/api/conversations/{world.conversation(title='Thrown away')}")
    world.put("/api/providers/broken", {"kind": "openai-compatible", "baseUrl": "http://127.0.0.1:9/v1"})


def _said(world: World, conversation: str) -> Json | None:
    state = world.get(f"/api/conversations/{conversation}")
    return state if any("look at the beds" in str(m.get("content")) for m in state["messages"]) else None
