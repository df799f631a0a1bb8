from __future__ import annotations

import pytest

from fashion_search.demo.outline import box, mirrored, oval, trace


def test_corners_stay_where_they_are() -> None:
    assert trace("0,0 10,0 10,10", closed=False) == ((0, 0), (10, 0), (10, 10))


def test_a_smooth_point_is_passed_through_and_the_line_bends() -> None:
    points = trace("0,0 ~10,5 20,0", closed=False)
    assert (10.0, 5.0) in points
    assert len(points) > 3
    before, after = points[points.index((10.0, 5.0)) - 1], points[points.index((10.0, 5.0)) + 1]
    assert before[1] == pytest.approx(after[1])


def test_an_open_path_ends_at_its_last_point() -> None:
    assert trace("0,0 ~5,5 9,1", closed=False)[-1] == (9.0, 1.0)


def test_an_oval_is_round() -> None:
    radii = [((x - 50) ** 2 + (y - 40) ** 2) ** 0.5 for x, y in trace(oval(50, 40, 20, 20), closed=True)]
    assert min(radii) == pytest.approx(10, abs=0.15)
    assert max(radii) == pytest.approx(10, abs=0.15)


def test_a_rounded_box_stays_inside_its_sides() -> None:
    points = trace(box(10, 20, 110, 80, corner=8), closed=True)
    assert all(9.9 <= x <= 110.1 and 19.9 <= y <= 80.1 for x, y in points)


def test_a_reflection_lies_as_far_on_the_other_side() -> None:
    assert mirrored(((100.0, 7.0),)) == ((140.0, 7.0),)


def test_a_straight_path_gives_its_own_points_only() -> None:
    assert trace("1,2 ~3,4 5,6", closed=True, straight=True) == ((1, 2), (3, 4), (5, 6))
