"""Our preprocessing against references written by hand after the libraries' own definitions."""

import math

import numpy as np
import pytest
from PIL import Image

from fashion_search.embedders.preprocessor_config import from_open_clip, from_transformers
from fashion_search.errors import ConfigurationError

SIZES = [(60, 80), (80, 60), (225, 300), (500, 333), (33, 47), (10, 10), (224, 224), (9, 200), (1, 1)]
MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


def picture(size):
    rng = np.random.default_rng(sum(size))
    return Image.fromarray(rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


def ours(preprocessing, image):
    out = np.empty((3, preprocessing.height, preprocessing.width), dtype=np.float32)
    preprocessing.into(image, out)
    return out


def normalised(pixels, mean, std, scale=1 / 255):
    values = pixels.astype(np.float64) * scale
    return ((values - np.array(mean)) / np.array(std)).transpose(2, 0, 1)


def transformers_clip(image, edge, crop):
    """`CLIPImageProcessor`: shortest edge, centre crop with black padding, rescale, normalise."""
    short, long = sorted(image.size)
    new_long = int(edge * long / short)
    new = (edge, new_long) if image.width <= image.height else (new_long, edge)
    pixels = np.asarray(image.resize(new, Image.Resampling.BICUBIC))
    height, width = pixels.shape[:2]
    top, left = (height - crop[0]) // 2, (width - crop[1]) // 2
    if top >= 0 and left >= 0:
        pixels = pixels[top : top + crop[0], left : left + crop[1]]
    else:
        new_height, new_width = max(crop[0], height), max(crop[1], width)
        padded = np.zeros((new_height, new_width, 3), dtype=np.uint8)
        top_pad, left_pad = math.ceil((new_height - height) / 2), math.ceil((new_width - width) / 2)
        padded[top_pad : top_pad + height, left_pad : left_pad + width] = pixels
        top, left = top + top_pad, left + left_pad
        pixels = padded[max(0, top) : top + crop[0], max(0, left) : left + crop[1]]
    return normalised(pixels, MEAN, STD)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("edge", "crop"), [(24, (24, 24)), (24, (15, 20)), (20, (24, 31))])
def test_clip_of_transformers_equals_its_definition(size, edge, crop):
    config = {
        "image_processor_type": "CLIPImageProcessor",
        "size": {"shortest_edge": edge},
        "crop_size": {"height": crop[0], "width": crop[1]},
    }
    image = picture(size)
    expected = transformers_clip(image, edge, crop)
    np.testing.assert_allclose(ours(from_transformers(config, "x"), image), expected, atol=1e-6)


@pytest.mark.parametrize("size", SIZES)
def test_siglip_of_transformers_equals_its_definition(size):
    config = {
        "image_processor_type": "SiglipImageProcessor",
        "size": {"height": 20, "width": 26},
        "resample": 2,
    }
    image = picture(size)
    pixels = np.asarray(image.resize((26, 20), Image.Resampling.BILINEAR))
    expected = normalised(pixels, [0.5] * 3, [0.5] * 3)
    np.testing.assert_allclose(ours(from_transformers(config, "x"), image), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("given", "same_as"),
    [
        (
            {"size": 24, "crop_size": 24},
            {"size": {"shortest_edge": 24}, "crop_size": {"height": 24, "width": 24}},
        ),
        ({"do_normalize": False}, {"image_mean": [0, 0, 0], "image_std": [1, 1, 1]}),
        ({"do_rescale": False}, {"rescale_factor": 1}),
        ({"do_pad": None, "do_thumbnail": False}, {}),
    ],
)
def test_spellings_of_the_same_preprocessing_are_equal(given, same_as):
    clip = {"image_processor_type": "CLIPImageProcessorFast"}
    assert from_transformers(clip | given, "x") == from_transformers(clip | same_as, "x")


def open_clip_reference(image, target, mode, fill):
    """`image_transform_v2` of open_clip: ResizeKeepRatio or Resize, then CenterCropOrPad or CenterCrop."""
    width, height = image.size
    if mode == "squash":
        new = target[1], target[0]
    elif mode == "shortest" and target[0] == target[1]:
        short, long = min(image.size), max(image.size)
        new_long = int(target[0] * long / short)
        new = (target[0], new_long) if width <= height else (new_long, target[0])
    else:
        ratios = height / target[0], width / target[1]
        ratio = max(ratios) if mode == "longest" else min(ratios)
        new = max(1, round(width / ratio)), max(1, round(height / ratio))
    pixels = np.asarray(image.resize(new, Image.Resampling.BICUBIC))
    return normalised(center_crop_or_pad(pixels, target, fill), MEAN, STD)


def center_crop_or_pad(pixels, target, fill):
    height, width = pixels.shape[:2]
    down, right = max(0, target[0] - height), max(0, target[1] - width)
    margins = ((down // 2, (down + 1) // 2), (right // 2, (right + 1) // 2), (0, 0))
    pixels = np.pad(pixels, margins, constant_values=fill)
    top, left = round((pixels.shape[0] - target[0]) / 2.0), round((pixels.shape[1] - target[1]) / 2.0)
    return pixels[top : top + target[0], left : left + target[1]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["shortest", "longest", "squash"])
@pytest.mark.parametrize("target", [(24, 24), (30, 21)])
def test_open_clip_equals_its_definition(size, mode, target):
    stated = {"size": list(target), "resize_mode": mode, "fill_color": 255, "mean": MEAN, "std": STD}
    image = picture(size)
    expected = open_clip_reference(image, target, mode, 255)
    np.testing.assert_allclose(
        ours(from_open_clip({"preprocess_cfg": stated}, "x"), image), expected, atol=1e-6
    )


def test_open_clip_takes_the_size_from_the_model_when_only_it_says_so():
    config = {"preprocess_cfg": {"mean": MEAN, "std": STD}, "model_cfg": {"vision_cfg": {"image_size": 24}}}
    assert from_open_clip(config, "x") == from_open_clip({"preprocess_cfg": {"size": 24}}, "x")


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({}, "do_resize"),
        ({"image_processor_type": "OtherProcessor", "do_resize": True}, "'size'"),
        ({"image_processor_type": "Siglip2ImageProcessor"}, "patches"),
        ({"image_processor_type": "CLIPImageProcessor", "do_pad": True}, "do_pad"),
        ({"image_processor_type": "CLIPImageProcessor", "do_center_crop": False}, "varying size"),
        ({"image_processor_type": "CLIPImageProcessor", "image_mean": [0.5]}, "three numbers"),
        ({"image_processor_type": "CLIPImageProcessor", "crop_size": {"height": 0, "width": 4}}, "in pixels"),
        ({"image_processor_type": "SiglipImageProcessor", "size": {"longest_edge": 24}}, "in pixels"),
    ],
)
def test_unclear_settings_of_transformers_are_refused(config, says):
    with pytest.raises(ConfigurationError, match=says):
        from_transformers(config, "preprocessor_config.json")


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({}, "preprocess_cfg"),
        ({"preprocess_cfg": {}}, "'size'"),
        ({"preprocess_cfg": {"size": 24, "mode": "L"}}, "'mode' is 'L'"),
        ({"preprocess_cfg": {"size": 24, "resize_mode": "stretch"}}, "'stretch'"),
        ({"preprocess_cfg": {"size": 24, "interpolation": "random"}}, "'random'"),
        ({"preprocess_cfg": {"size": [24, 24, 3]}}, "in pixels"),
    ],
)
def test_unclear_settings_of_open_clip_are_refused(config, says):
    with pytest.raises(ConfigurationError, match=says):
        from_open_clip(config, "open_clip_config.json")


def test_a_photo_of_twice_the_size_is_worth_decoding():
    assert from_open_clip({"preprocess_cfg": {"size": [80, 64]}}, "x").min_side == 160
