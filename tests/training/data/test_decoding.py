"""Pictures of any kind: pixels count, metadata does not, and memory is bounded."""

import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from training.data.decoding import LARGE, NoPicture, decode_picture, decode_whole, formats
from training.files.errors import UserError


def picture(size: tuple[int, int] = (48, 32)) -> Image.Image:
    """A picture whose upper left corner is red, and the lower right one blue."""
    pixels = np.full((size[1], size[0], 3), 90, np.uint8)
    pixels[: size[1] // 2, : size[0] // 2] = (220, 20, 20)
    pixels[size[1] // 2 :, size[0] // 2 :] = (20, 20, 220)
    return Image.fromarray(pixels)


def saved(image: Image.Image, kind: str, **settings: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


@pytest.mark.parametrize(
    "kind", ["JPEG", "PNG", "BMP", "WEBP", "GIF", "TIFF", "AVIF", "JPEG2000", "PPM", "TGA", "ICO"]
)
def test_every_kind_that_is_installed(kind: str) -> None:
    if kind not in formats():
        pytest.skip("this Pillow does not decode it")
    shown = decode_picture(saved(picture((32, 32)), kind), f"x.{kind}").astype(int)
    assert np.abs(shown[4:12, 4:12] - (220, 20, 20)).mean() < 12


def chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def with_chunk(*chunks: bytes) -> bytes:
    """A PNG with chunks before its pixels."""
    plain = saved(picture(), "PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


BIG = zlib.compress(bytes(8 << 20))


@pytest.mark.parametrize(
    "extra",
    [
        chunk(b"zTXt", b"workflow\0\0" + BIG),
        chunk(b"iTXt", b"workflow\0\1\0\0\0" + BIG),
        chunk(b"iCCP", b"profile\0\0" + BIG),
        chunk(b"iCCP", b"profile\0\0junk"),
        chunk(b"eXIf", b"\0\x08\0\x02\x01\x12\0\x03"),
        chunk(b"eXIf", b"II*\0\xff\xff\xff\xff"),
        chunk(b"tEXt", b"no end of the keyword"),
        b"".join(chunk(b"tEXt", b"a\0" + bytes(1 << 20)) for _ in range(70)),
        chunk(b"acTL", b"\0"),
    ],
)
def test_notes_of_a_png_do_not_refuse_it(extra: bytes) -> None:
    assert np.array_equal(decode_whole(with_chunk(extra), "x.png"), np.asarray(picture()))


def ifd(*entries: tuple[int, int, int, bytes], tail: bytes = b"") -> bytes:
    rows = b"".join(struct.pack("<HHI4s", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + rows + bytes(4) + tail


TURNED = (0x112, 3, 1, struct.pack("<HH", 6, 0))


@pytest.mark.parametrize(
    ("exif", "turned"),
    [
        (b"junkjunkjunk", False),
        (b"II*\0", False),
        (ifd((0x112, 3, 0, bytes(4))), False),
        (ifd((0x112, 2, 4, b"6\0\0\0")), False),
        (ifd(TURNED), True),
        (ifd(TURNED, (0x11A, 5, 1, struct.pack("<I", 38)), tail=struct.pack("<II", 1, 0)), True),
        (ifd(TURNED, (0x8769, 4, 1, b"\xff\xff\xff\x7f")), True),
    ],
)
def test_broken_exif_does_not_refuse_a_photograph(exif: bytes, turned: bool) -> None:
    plain = saved(picture(), "JPEG")
    block = b"Exif\0\0" + exif
    content = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + plain[2:]
    shown = decode_whole(content, "x.jpg").astype(int)
    assert shown.shape == ((48, 32, 3) if turned else (32, 48, 3))
    red = shown[4:12, -12:-4] if turned else shown[4:12, 4:12]
    assert np.abs(red - (220, 20, 20)).mean() < 12


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16"])
def test_large_pictures_are_reduced_and_stay_the_same(mode: str) -> None:
    size = (2 * LARGE, 2 * LARGE + 200)
    image = picture(size)
    if mode == "I;16":
        large = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) << 8)
    else:
        large = image.convert(mode)
    shown = decode_whole(saved(large, "TIFF"), "x.tif")
    assert min(shown.shape[:2]) >= LARGE
    assert mode == "I;16" or shown.shape[0] < size[1]
    colour = (82, 82, 82) if mode in {"L", "LA", "I;16"} else (220, 20, 20)
    if mode != "1":
        assert np.abs(shown[9:300, 9:300].astype(int) - colour).mean() < 12


def test_a_large_photograph_is_decoded_at_a_smaller_size() -> None:
    shown = decode_whole(saved(picture((2048, 3000)), "JPEG"), "x.jpg")
    assert shown.shape[:2] == (375, 256)
    assert np.abs(shown[9:150, 9:100].astype(int) - (220, 20, 20)).mean() < 12


def test_too_many_pixels_are_not_decoded() -> None:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    content = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    with pytest.raises(NoPicture, match="too large a picture: give a smaller copy"):
        decode_picture(content, "x.png")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.npy", b"\x93NUMPY\1\0v\0{}", "an array of numbers of NumPy"),
        ("a.safetensors", b"\x08\0\0\0\0\0\0\0{}", "a file of weights: give the folder of a model"),
        ("a.pkl", b"\x80\4.", "a pickle of Python"),
        ("a.tar.xz", b"\xfd7zXZ\0\0\4", "an archive: open it as a data set"),
        ("a.pt", b"PK\3\4xxxx", "a file of PyTorch"),
        ("a.pdf", b"%PDF-1.7", "a PDF document: convert it"),
        ("a.heic", b"\0\0\0\x18ftypheic", "HEIC: convert it"),
        ("a.png", b"", "it is empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0", "damaged or cut short"),
        ("a.png", b"hello", "that can be read: remove or replace it"),
    ],
)
def test_what_is_no_picture_is_called_by_its_name(name: str, content: bytes, said: str) -> None:
    with pytest.raises(NoPicture, match=f"{name} is not a picture.*{said}"):
        decode_picture(content, name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "WEBP", "GIF", "TIFF", "AVIF", "PPM"])
def test_changed_bytes_give_a_picture_or_a_sentence(kind: str) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("about", "x" * 100, zip=True)
    settings = {"pnginfo": info} if kind == "PNG" else {}
    whole, rng = saved(picture(), kind, **settings), random.Random(kind)
    for _ in range(60):
        changed = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            start = rng.randrange(len(changed))
            changed[start : start + rng.randrange(1, 9)] = rng.randbytes(rng.randrange(9))
        try:
            assert decode_picture(bytes(changed), "x").shape == (32, 32, 3)
        except UserError as error:
            assert str(error).startswith("x ") and "\n" not in str(error)
