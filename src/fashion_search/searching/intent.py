"""What a query and its words ask for, before anything is looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fashion_search.filters import F, Filter, all_of, any_of
from fashion_search.language import Understood, understand
from fashion_search.pipeline import QueryPart, default_space
from fashion_search.preferences import Preferences
from fashion_search.ranking import variants
from fashion_search.ranking.fusion import LEXICAL, Fusion
from fashion_search.ranking.merchandising import also
from fashion_search.ranking.merchandising import condition as allowed
from fashion_search.searching.fields import Fields
from fashion_search.searching.options import Options
from fashion_search.types import Product, Query

__all__ = ["in_other_colors", "meant", "resolved", "title_of", "understood_in", "with_rules"]

_ENOUGH = 5


def understood_in(text: str, fields: Fields, options: Options) -> Understood:
    """What the words say; nothing becomes a must that leaves too few products."""

    def count(where: Filter) -> int:
        return fields.count(all_of([options.condition, where]))

    return understand(text, fields.vocabulary, count=count, enough=max(options.limit, _ENOUGH))


def with_rules(options: Options, text: str | None) -> Options:
    """Only the shop's rules in force today for these words, with what they exclude and lift as filters."""
    if not options.rules:
        return options
    rules = options.rules.in_force(text, date.today())  # noqa: DTZ011  # a shop's day is its own
    if not rules:
        return replace(options, rules=rules)
    return replace(
        options,
        rules=rules,
        condition=all_of([options.condition, allowed(rules)]),
        kinds=any_of(one for one in (options.kinds, also(rules)) if one is not None),
    )


def resolved(
    options: Options, wanted: Query, parts: Sequence[QueryPart], understood: Understood | None
) -> Options:
    """The options with everything the query and its words say filled in.

    Args:
        options: What the caller said.
        wanted: The query for the encoder.
        parts: Its parts.
        understood: What the words say, if they were read.
    """
    space = options.space or default_space(parts)
    fusion = options.fusion
    if fusion is None and understood is not None:  # words beside vectors, unless the caller decides
        fusion = Fusion.beside(space, text=_share_of_words(parts))
    options = replace(
        options,
        space=space,
        fusion=fusion,
        words=(wanted.text or "") if fusion is not None and LEXICAL in fusion.shares else "",
    )
    if understood is not None:
        options = _as_understood(options, understood, parts)
    if options.today is None:
        return options
    return replace(options, preferences=replace(options.preferences or Preferences(), today=options.today))


def _as_understood(options: Options, understood: Understood, parts: Sequence[QueryPart]) -> Options:
    """The options with what the words say; the caller's own wishes go before those in the words."""
    condition = all_of([options.condition, understood.where()])
    if options.preferences is not None:
        return replace(options, condition=condition)
    share = _share_of_words(parts)
    return replace(
        options,
        condition=condition,
        preferences=understood.preferences(),
        kinds=understood.kinds(),
        doubtful=bool(understood.rest),
        # What is read out of the words counts as much as the words do beside a picture.
        blend=options.blend if share == 1 else replace(options.blend, rules=options.blend.rules * share),
    )


def _share_of_words(parts: Sequence[QueryPart]) -> float:
    return sum(part.weight for part in parts if part.name == "text")


def meant(query: Query, understood: Understood | None) -> Query:
    """The query for the encoder: without the words that say a price or what is not wanted."""
    if understood is None:
        return query
    text = understood.wanted
    without = ", ".join(words for words in (query.without, understood.without) if words) or None
    if (text, without) == (query.text, query.without):
        return query
    return replace(query, text=text, without=without)


def title_of(query: Query) -> str:
    """What was asked, in words."""
    said = [query.text] if query.text else []
    if query.image is not None:
        said.append("a picture")
    title = " + ".join(said)
    return f"{title} without {query.without}" if query.without else title


def in_other_colors(product: Product, fields: Fields, options: Options) -> Options:
    """Only the same product in other colours; nothing when its title does not name one product."""
    where = variants.other_colors(product, fields.stems)
    itself = F.product_id == product.product_id
    return replace(
        options,
        condition=all_of([options.condition, ~itself & itself if where is None else where]),
        stem=fields.stems.of(product.product_display_name),
    )
