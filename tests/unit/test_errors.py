from __future__ import annotations

import inspect
import pickle

import pytest

from fashion_search import errors

EVERY_ERROR = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, errors.FashionSearchError)
]


def make(cls: type[errors.FashionSearchError]) -> errors.FashionSearchError:
    if issubclass(cls, errors.ServiceError):
        return cls("no answer", service="files", operation="read", status_code=503, retryable=True)
    if issubclass(cls, errors.MissingDependencyError):
        return cls("Reading Parquet", "batch")
    return cls("the value 7 is not allowed; use 8")


@pytest.mark.parametrize("cls", EVERY_ERROR, ids=lambda cls: cls.__name__)
def test_every_error_survives_pickling_with_its_message_and_attributes(cls):
    error = make(cls)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(again) is cls
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_every_error_is_listed_in_the_module_and_in_its_drawing():
    for cls in EVERY_ERROR:
        assert cls.__name__ in errors.__all__
        assert cls.__name__ in (errors.__doc__ or "")


def test_a_missing_package_names_the_feature_and_the_pip_line():
    error = errors.MissingDependencyError("Reading Parquet", "batch")
    assert "Reading Parquet" in str(error)
    assert "pip install 'fashion-search[batch]'" in str(error)
    assert isinstance(error, ImportError)


def test_nearest_suggests_close_names_and_lists_all_when_none_is_close():
    assert (
        errors.nearest("colour", ["base_color", "color", "price"]) == "Did you mean 'color' or 'base_color'?"
    )
    assert errors.nearest("zzz", ["price", "gender"]) == "Known: gender, price."
