"""The only code that knows HTTP: the door, a file for each noun, and the stream."""

from pydantic import BaseModel

# FastAPI describes OpenAPI by forty models, which pydantic would build here and now: 20 to 30 ms of CPU at each start,
# for a document that only tests make. So they are built when they are first used.
BaseModel.model_config["defer_build"] = True
try:
    import fastapi  # noqa: F401  before anything in this package does it
finally:
    del BaseModel.model_config["defer_build"]
