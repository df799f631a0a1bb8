"""Turns mentions into parts: which kind of thing is meant, which values belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fashion_search.language.genders import Genders
from fashion_search.language.parts import UnderstoodPart
from fashion_search.language.reading import Mention
from fashion_search.language.words import Token

__all__ = ["parts_of"]

_OWNED_BY = frozenset({"my", "his", "their", "our", "your", "these", "this", "those"})
_JOINS = frozenset({"and", "or", "&", "/", ",", "+", ";"})
_APART = frozenset(
    (
        "with",
        "for",
        "to",
        "under",
        "on",
        "over",
        "from",
        "like",
        "matching",
        "match",
        "go",
        "goes",
        "of",
        "by",
        "in",
    )
)


def parts_of(
    text: str, tokens: Sequence[Token], mentions: Sequence[Mention], genders: Genders
) -> list[UnderstoodPart]:
    """The parts a text's mentions make.

    Args:
        text: The text.
        tokens: Its words.
        mentions: What they mention.
        genders: Who the catalogue's genders are.
    """
    meant = [mention for mention in mentions if mention.excluded or _is_meant(mention, tokens)]
    grouped: dict[tuple[object, ...], UnderstoodPart] = {}
    previous: dict[tuple[object, ...], Mention] = {}
    for mention in _heads(meant, tokens):
        part = _part(text, tokens, mention)
        key = (part.kind, part.field, part.excluded)
        known = grouped.get(key)
        joined = known is None or _joined(tokens, previous[key], mention)
        grouped[key] = part if known is None else _together(known, part, joined=joined)
        previous[key] = mention
    return [_shared(part, genders) for part in grouped.values()]


def _is_meant(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Not what the shopper has already: "to match my dress"."""
    before = tokens[mention.first - 1].word if mention.first else ""
    return not (mention.meanings[0].field == "article_type" and before in _OWNED_BY)


def _heads(mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[Mention]:
    """The mentions that name what is wanted, not what goes with it: "dress with belt", "t-shirt bra"."""
    kept: list[Mention] = []
    head: Mention | None = None
    for mention in mentions:
        if mention.excluded or not (mention.meanings[0].is_type or mention.meanings[0].field == "base_color"):
            kept.append(mention)
        elif mention.meanings[0].field == "base_color":
            if head is None or mention.first == 0 or tokens[mention.first - 1].word != "with":
                kept.append(mention)
        elif head is None or not _set_apart(tokens, head, mention):
            if head is not None and head.end == mention.first:
                kept.remove(head)
            kept.append(mention)
            head = mention
    return kept


def _set_apart(tokens: Sequence[Token], head: Mention, mention: Mention) -> bool:
    between = {token.word for token in tokens[head.end : mention.first]}
    return bool(between & _APART) and not between & _JOINS


def _joined(tokens: Sequence[Token], previous: Mention, mention: Mention) -> bool:
    """Whether the text names both ("men or boys"), rather than saying one more closely ("toddler boy")."""
    return any(token.word in _JOINS for token in tokens[previous.end : mention.named])


def _part(text: str, tokens: Sequence[Token], mention: Mention) -> UnderstoodPart:
    start, end = tokens[mention.first].start, tokens[mention.end - 1].end
    named = text[tokens[mention.named].start : end].lower()
    if not mention.meanings:
        return UnderstoodPart(
            kind="words",
            field="",
            values=(named,),
            words=text[start:end],
            excluded=True,
            spans=((start, end),),
        )
    meaning = mention.meanings[0]
    return UnderstoodPart(
        kind=meaning.kind,
        field=meaning.field,
        values=meaning.values,
        words=text[start:end],
        excluded=mention.excluded,
        in_titles=meaning.in_titles,
        spans=((start, end),),
    )


def _together(part: UnderstoodPart, other: UnderstoodPart, *, joined: bool) -> UnderstoodPart:
    """One part of two about the same field."""
    values = tuple(dict.fromkeys(part.values + other.values))
    if part.field == "gender" and not joined:
        values = tuple(value for value in part.values if value in other.values) or values
    return replace(
        part,
        values=values,
        words=f"{part.words} … {other.words}",
        in_titles=tuple(dict.fromkeys(part.in_titles + other.in_titles)),
        spans=part.spans + other.spans,
    )


def _shared(part: UnderstoodPart, genders: Genders) -> UnderstoodPart:
    """Whoever asks for men's products also gets those for everybody; children's are for children alone."""
    if part.field != "gender" or part.excluded or not genders.adults.intersection(part.values):
        return part
    return replace(part, values=tuple(dict.fromkeys((*part.values, *genders.everybody))))
