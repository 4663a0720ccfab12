"""Images as models take them: as they are where they fit, else a smaller copy."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from backend.domain import limits
from backend.domain.errors import BadInput
from backend.files.pictures import for_model
from tests.fakes import files


def shown(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif")])
def test_what_fits_goes_byte_for_byte(kind: str, media_type: str) -> None:
    data = files.image(kind)
    assert for_model(data, media_type) == (data, media_type)


def test_a_kind_that_models_do_not_know_goes_as_one_that_they_do() -> None:
    data, media_type = for_model(files.image("BMP"), "image/bmp")
    assert (media_type, shown(data).format, shown(data).size) == ("image/jpeg", "JPEG", (3, 2))


def test_a_large_image_becomes_smaller_and_stays_upright() -> None:
    photo = Image.new("RGB", (4000, 2000), "red")
    exif = photo.getexif()
    exif[0x0112] = 6  # the camera was held upright
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    data, media_type = for_model(out.getvalue(), "image/jpeg")
    assert (media_type, shown(data).size) == ("image/jpeg", (1024, 2048))
    assert not shown(data).getexif()  # nor where it was taken


def test_what_can_be_seen_through_stays_so_while_it_is_small() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (3000, 10), (255, 0, 0, 0)).save(out, "PNG")
    data, media_type = for_model(out.getvalue(), "image/png")
    assert (media_type, shown(data).mode, shown(data).size[0]) == ("image/png", "RGBA", 2048)


def test_a_noisy_one_fits_in_the_end() -> None:
    out = io.BytesIO()
    noise = Image.effect_noise((2000, 2000), 200).convert("RGBA")
    noise.putalpha(Image.effect_noise((2000, 2000), 200))
    noise.save(out, "PNG")
    assert out.tell() > limits.MODEL_IMAGE_BYTES
    data, media_type = for_model(out.getvalue(), "image/png")
    assert (media_type, len(data) < limits.MODEL_IMAGE_BYTES) == ("image/jpeg", True)


def test_a_damaged_one_says_so() -> None:
    large = io.BytesIO()
    Image.effect_noise((3000, 3000), 100).save(large, "PNG")
    with pytest.raises(BadInput, match="damaged"):
        for_model(large.getvalue()[:5000], "image/png")
