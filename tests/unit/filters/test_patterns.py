"""Patterns of `like`, and that no pattern takes for ever."""

import time

import pytest

from fashion_search.filters.patterns import escaped, longest_part, matcher, plain_text


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("", "", True),
        ("", "a", False),
        ("%", "", True),
        ("%%", "abc", True),
        ("_", "", False),
        ("_", "é", True),
        ("_", "😀", True),
        ("_", "e\u0301", False),
        ("a%", "abc", True),
        ("a%", "bac", False),
        ("%c", "abc", True),
        ("%b%", "abc", True),
        ("a%a", "a", False),
        ("ab%ba", "aba", False),
        ("a%b%c", "a-b-b-c", True),
        ("a%b_c", "a-b-bxc", True),
        ("%_a%", "a", False),
        ("%_a%", "ba", True),
        ("a_c", "a\nc", True),
        ("a%c", "a\n\nc", True),
        (r"100\%", "100%", True),
        (r"100\%", "1000", False),
        (r"a\_b", "axb", False),
        (r"a\\b", r"a\b", True),
        (r"\a", "a", True),
        (".*", "ab", False),
        ("[a]", "a", False),
        ("[a]", "[a]", True),
        ("A", "a", False),
    ],
)
def test_a_pattern_matches_the_whole_text(pattern, text, matches):
    assert matcher(pattern)(text) is matches


@pytest.mark.parametrize("text", ["", "100%", "a_b", "a\\b", "\\%_", "[x]*?"])
def test_an_escaped_text_matches_itself_only(text):
    assert plain_text(escaped(text)) == text
    assert matcher(escaped(text))(text)
    assert not matcher(escaped(text))(text + "x")


def test_wildcards_are_no_plain_text():
    assert plain_text("a%") is None
    assert plain_text("a_") is None


@pytest.mark.parametrize(
    ("pattern", "part"), [("%", ""), ("abc", "abc"), ("%ab_cde%", "cde"), (r"a\%b%", "a%b"), ("a%bb%c", "bb")]
)
def test_the_longest_part_is_in_everything_that_matches(pattern, part):
    assert longest_part(pattern) == part


def test_a_hostile_pattern_takes_no_longer_than_any_other():
    matches = matcher("%a" * 200 + "%b")
    start = time.perf_counter()
    assert not matches("a" * 5000)
    assert time.perf_counter() - start < 1.0
