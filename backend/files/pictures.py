"""An attached image as models take it: of a kind they all know, and no larger than they look at.

Vision models scale what is larger down themselves, and some refuse it (Anthropic above 5 MB in base64). So a phone's
photo goes as a smaller copy; what fits goes as it is, byte for byte.
"""

from __future__ import annotations

import io

from backend.domain import limits
from backend.domain.errors import BadInput

_TAKEN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def for_model(data: bytes, media_type: str) -> tuple[bytes, str]:
    """The image and its media type; a copy where it has to be. Decodes, so call it on a thread. Raises BadInput."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as image:
            fits = max(image.size) <= limits.MODEL_IMAGE_SIDE and len(data) <= limits.MODEL_IMAGE_BYTES
            if fits and media_type in _TAKEN:
                return data, media_type
            image.draft("RGB", (limits.MODEL_IMAGE_SIDE, limits.MODEL_IMAGE_SIDE))  # a JPEG is read smaller at once
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((limits.MODEL_IMAGE_SIDE, limits.MODEL_IMAGE_SIDE))
            return _encoded(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadInput("This image is damaged, so no model can look at it.") from None


def _encoded(image: object) -> tuple[bytes, str]:
    """PNG where something can be seen through and it stays small, else JPEG."""
    from PIL import Image

    assert isinstance(image, Image.Image)
    if image.has_transparency_data:
        out = io.BytesIO()
        image.save(out, "PNG", optimize=False)
        if out.tell() <= limits.MODEL_IMAGE_BYTES:
            return out.getvalue(), "image/png"
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue(), "image/jpeg"
