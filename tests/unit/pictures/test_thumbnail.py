from PIL import Image

from fashion_search.pictures import decode, encode_thumbnail


def test_a_thumbnail_is_a_small_jpeg_of_the_same_aspect(scene):
    data = encode_thumbnail(scene.resize((600, 800)), max_side=100)
    assert data.startswith(b"\xff\xd8\xff")
    assert decode(data).size == (75, 100)


def test_a_small_picture_keeps_its_size(scene):
    assert decode(encode_thumbnail(scene)).size == scene.size


def test_transparency_becomes_white():
    assert decode(encode_thumbnail(Image.new("RGBA", (4, 4)))).getpixel((0, 0)) == (255, 255, 255)


def test_the_same_picture_gives_the_same_bytes_and_is_not_changed(scene):
    before = scene.tobytes()
    assert encode_thumbnail(scene, max_side=50) == encode_thumbnail(scene, max_side=50)
    assert scene.tobytes() == before


def test_metadata_is_left_behind(scene, encode):
    exif = Image.Exif()
    exif[270] = "where the photographer lives"
    tagged = Image.open(__import__("io").BytesIO(encode(scene, "JPEG", exif=exif)))
    assert b"photographer" not in encode_thumbnail(tagged)
