"""Recommendations for one person: candidates from several sides, one explained score, then variety."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns, Filter, Where, all_of, parse_filter
from fashion_search.people import (
    EventLog,
    Persona,
    Segment,
    StyleSettings,
    UserStyle,
)
from fashion_search.people.appeal import AppealWeights, Liked, appeal, lookup
from fashion_search.people.events import in_days
from fashion_search.pipeline import Scored, assemble
from fashion_search.protocols import Catalog, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights, rule_shares
from fashion_search.ranking.mmr import mmr
from fashion_search.ranking.rules import RuleWeights, apply_rules
from fashion_search.recommenders.gathering import Gathering, Pool
from fashion_search.recommenders.known_people import KnownPeople, Person, Styles, date_of
from fashion_search.recommenders.recommendation import Because, Recommendation, Rung
from fashion_search.types import Candidates

__all__ = ["TASTE_RULES", "PersonalRecommender"]

TASTE_RULES = RuleWeights(category=1.0, color=0.5, price=1.0, gender=2.0, usage=0.5, season=0.25)
"""A taste restricts types and prices already, so they count less than where words ask for them."""

_TOLD_BY_SALES = 16.0
"""How many times as much freshness counts where sales tell it, beside a mere year."""

_FROM_OTHERS = 150
_REASONS = 3
_VARIETY = 0.1
"""How much the size of a product's type counts beside popularity, where nothing is known of the person."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """How well the attributes of each candidate fit, and what that counts."""

    values: Mapping[str, NDArray[np.float32]]
    blend: BlendWeights


class PersonalRecommender:
    """Recommends from one catalogue.

    Args:
        index: Finds products by style.
        catalog: Keeps the products.
        people: What people did.
        settings: What events weigh, and how they fade.
        weights: How much each part of the relevance counts.
        blend: How much relevance and rules count; its weights by rule are for searches and do not count here.
        rules: How much each rule counts beside the others; by default `TASTE_RULES`.
        demand_half_life_days: Days after which somebody else's event counts half.
        pictures: Where results find pictures.
        styles: Keeps tastes that were worked out elsewhere, for people without events.
    """

    def __init__(
        self,
        index: Index,
        catalog: Catalog,
        people: EventLog,
        *,
        settings: StyleSettings | None = None,
        weights: AppealWeights | None = None,
        blend: BlendWeights | None = None,
        rules: RuleWeights | None = None,
        demand_half_life_days: float = 30.0,
        pictures: PictureSource | None = None,
        styles: Styles | None = None,
    ) -> None:
        self._known = KnownPeople(
            index,
            catalog,
            people,
            settings=settings or StyleSettings(),
            demand_half_life_days=demand_half_life_days,
            styles=styles,
        )
        self._gathering = Gathering(index, catalog, self._known)
        self._weights = weights or AppealWeights()
        self._blend = replace(blend or BlendWeights(), by_rule=rules or TASTE_RULES)
        self._pictures = pictures

    def style(self, user_id: str, *, as_of: date | None = None) -> UserStyle:
        """What is known of a person's taste.

        Args:
            user_id: Who; somebody unknown has a style that says nothing.
            as_of: Only events before this day or time count; by default all so far.
        """
        return self._known.style(user_id, _moment(as_of))

    def popular(self, *, as_of: date | None = None) -> dict[str, float]:
        """How much everybody wants each product now, or on a day; see `Demand.popular`."""
        return self._known.everybody().popular(_moment(as_of))

    def personas(self, *, last_day: date | None = None) -> tuple[Persona, ...]:
        """Five shoppers made up from this store's own products; see `cast_personas`."""
        return self._known.personas(last_day or date_of(_moment(None)))

    def recommend(
        self,
        user_id: str | None,
        *,
        limit: int = 20,
        restrict_category: bool = True,
        restrict_price: bool = True,
        restrict_color: bool = False,
        diversity: float = 0.3,
        exclude_bought: bool = True,
        where: Where = None,
        session: Sequence[str] = (),
        segment: Segment | None = None,
        as_of: date | None = None,
    ) -> Recommendation:
        """Products for one person, from the first of these that is known.

        Their own past (with the session, if there is one), the session alone, the persona of `segment`, what
        everybody wants now, and last a little of every kind.

        Args:
            user_id: Who; `None` for somebody without a name.
            limit: How many hits at most.
            restrict_category: Only article types they like.
            restrict_price: Only prices inside their band, or unknown.
            restrict_color: Only colours they like.
            diversity: 0 ranks by score alone, 1 by difference alone.
            exclude_bought: Leave out what they bought, sent back or not.
            where: Only products that pass this filter.
            session: Products looked at just now; they count as clicks and are not shown again. Ids the
                catalogue does not have are left out.
            segment: What kind of shopper somebody unknown seems to be.
            as_of: Recommend as if it were this day or time: nothing that happened at it or later is seen.

        Returns:
            The hits, in order of choice; ties by product id. Fewer than `limit` only when fewer
            products pass.

        Raises:
            InvalidRequestError: `limit` or `diversity` is out of range.
            FilterError: the filter is not valid.
        """
        if limit < 1:
            raise InvalidRequestError(f"limit is {limit!r}; it must be at least 1.")
        condition, now = parse_filter(where), _moment(as_of)
        left_out = frozenset(session)
        if user_id and exclude_bought:
            left_out |= self._known.bought(user_id, now)
        person = self._known.person(user_id, session, segment, now)
        if person is None:
            return self._for_anybody(condition, now, left_out, limit=limit, diversity=diversity)
        allowed = all_of(
            [
                condition,
                person.style.where(
                    restrict_category=restrict_category,
                    restrict_price=restrict_price,
                    restrict_color=restrict_color,
                ),
            ]
        )
        pool, parts = self._candidates(person, allowed, now, left_out, limit)
        scored = self._scored(parts, pool, self._rules(pool, person.style, now))
        return self._answer(pool, scored, person=person, where=allowed, limit=limit, diversity=diversity)

    # What could be shown.

    def _candidates(
        self, person: Person, where: Filter | None, now: float, left_out: frozenset[str], limit: int
    ) -> tuple[Pool, dict[str, NDArray[np.float64]]]:
        demand = self._known.everybody()
        popular = demand.popular(now)
        liked = {one.product_id: one.weight for one in person.liked.past}
        together = demand.together(liked, now, without=person.style.user_id)
        found = self._gathering.near(person, where, limit + len(left_out)) + self._gathering.variants(
            person, where
        )
        found += list(popular)[:_FROM_OTHERS] + list(together)[:_FROM_OTHERS] + list(liked)
        pool = self._gathering.pool([one for one in found if one not in left_out], where)
        parts = appeal(
            pool.vectors,
            pool.products,
            embedding=person.style.embedding,
            liked=person.liked,
            popular=popular,
            together=together,
        )
        return pool, parts

    # How good it is.

    def _rules(self, pool: Pool, style: UserStyle, now: float) -> _Rules:
        """How well the attributes fit; sales tell better than its year how new a product is."""
        if not pool.products:
            return _Rules({}, self._blend)
        wishes = style.preferences(today=date_of(now))
        values = dict(apply_rules(Columns.from_products(pool.products), wishes))
        current = self._known.current(now)
        if not current:
            return _Rules(values, self._blend)
        values["freshness"] = lookup(pool.products, current).astype(np.float32)
        by_rule = replace(self._blend.by_rule, freshness=_TOLD_BY_SALES * self._blend.by_rule.freshness)
        return _Rules(values, replace(self._blend, by_rule=by_rule))

    def _scored(self, parts: Mapping[str, NDArray[np.float64]], pool: Pool, rules: _Rules) -> Scored:
        """Relevance and rules, 60 to 40, as addends."""
        share, shares = rule_shares(rules.values, rules.blend)
        weights = {name: float(getattr(self._weights, name)) for name in parts}
        total = sum(weights.values()) or 1.0
        columns = [parts[name] * (share * weight / total) for name, weight in weights.items()]
        columns += [np.asarray(rules.values[name], dtype=np.float64) * part for name, part in shares.items()]
        return Scored((*weights, *shares), _stacked(columns, len(pool.products)), None)

    def _answer(
        self,
        pool: Pool,
        scored: Scored,
        *,
        person: Person,
        where: Filter | None,
        limit: int,
        diversity: float,
    ) -> Recommendation:
        picked = mmr(scored.scores, pool.vectors, limit=limit, diversity=diversity) if pool.products else []
        embedding = person.style.embedding
        cosines = np.zeros(len(pool.products), np.float32) if embedding is None else pool.vectors @ embedding
        found = Candidates(tuple(one.product_id for one in pool.products), cosines).rows(picked)
        hits = assemble(found, {one.product_id: one for one in pool.products}, scored.rows(picked))
        return Recommendation(
            hits=hits,
            title=f"for {person.style.user_id}",
            where=where,
            pictures=self._pictures,
            rung=person.rung,
            because={
                pool.products[row].product_id: _because(pool.vectors[row], person.liked) for row in picked
            },
            style=person.style,
        )

    # When nothing is known of the person.

    def _for_anybody(
        self, where: Filter | None, now: float, left_out: frozenset[str], *, limit: int, diversity: float
    ) -> Recommendation:
        popular = self._known.everybody().popular(now)
        kinds = self._gathering.a_little_of_everything(where, limit + len(left_out))
        found = [*list(popular)[: _FROM_OTHERS + limit], *kinds]
        pool = self._gathering.pool([one for one in found if one not in left_out], where)
        wanted = lookup(pool.products, popular)
        wanted = wanted / (wanted.max(initial=0.0) or 1.0)
        rung: Rung = "popular" if wanted.any() else "diverse"
        common = lookup(pool.products, kinds)
        parts = {"popular": wanted * (1 - _VARIETY), "variety": common * _VARIETY}
        if rung == "diverse":
            parts = {"variety": common}
        scored = Scored(tuple(parts), _stacked(list(parts.values()), len(pool.products)), None)
        picked = mmr(scored.scores, pool.vectors, limit=limit, diversity=diversity) if pool.products else []
        cosines = np.zeros(len(picked), np.float32)
        shown = Candidates(tuple(pool.products[row].product_id for row in picked), cosines)
        hits = assemble(shown, {one.product_id: one for one in pool.products}, scored.rows(picked))
        title = "wanted by everybody" if rung == "popular" else "a little of everything"
        return Recommendation(hits=hits, title=title, where=where, pictures=self._pictures, rung=rung)


def _because(vector: NDArray[np.float32], liked: Liked) -> tuple[Because, ...]:
    """The products of the past that speak most for a hit."""
    cosines = liked.vectors @ vector
    pull = np.array([one.weight for one in liked.past]) * cosines
    order = np.argsort(-pull, kind="stable")[:_REASONS]
    return tuple(
        Because(
            product_id=liked.past[row].product_id,
            kind=liked.past[row].kind,
            at=liked.past[row].at,
            weight=liked.past[row].weight,
            similarity=float(cosines[row]),
        )
        for row in order.tolist()
        if pull[row] > 0
    )


def _stacked(columns: list[NDArray[np.float64]], count: int) -> NDArray[np.float64]:
    return np.column_stack(columns) if columns else np.zeros((count, 0))


def _moment(as_of: date | None) -> float:
    return in_days(datetime.now(tz=timezone.utc) if as_of is None else as_of)
