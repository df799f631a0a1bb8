import json

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError, ModelMismatchError, NotFoundError
from fashion_search.evaluation import (
    KAGL_TASKS,
    Bootstrap,
    GroundTruth,
    Judgements,
    KaglPlan,
    compare_kagl,
    evaluate_kagl,
)
from fashion_search.evaluation.kagl_published import PUBLISHED, best_published

COLOURS = ("Red", "Blue")
TYPES = ("Shirt", "Shoe", "Hat")
WORDS = (*COLOURS, *TYPES)
IDS = tuple(f"{n:02}" for n in range(24))
TITLES = tuple(f"{COLOURS[n % 2]} {TYPES[n % 3]} {n // 6}" for n in range(24))
PLAN = KaglPlan(picture_size="60x80", model="toy", at_least=5, bootstrap=Bootstrap(samples=200))


def embed(texts):
    """One axis for each word, and one for the number, so that titles differ."""
    rows = np.zeros((len(texts), 12), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in text.split():
            row[WORDS.index(word) if word in WORDS else 6 + int(word)] = 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def truth():
    by_type = {t: [i for i, title in zip(IDS, TITLES, strict=True) if t in title] for t in TYPES}
    by_title = {title: [i] for i, title in zip(IDS, TITLES, strict=True)}
    return GroundTruth(
        {
            "text-image": Judgements.from_relevant(by_title),
            "category3": Judgements.from_relevant({**by_type, "Red": ["00"]}),
        }
    )


def measure(plan=PLAN, ids=IDS, titles=TITLES, images=None, **options):
    pictures = embed(TITLES) if images is None else images
    return evaluate_kagl(ids, titles, pictures, ground_truth=truth(), embed_texts=embed, plan=plan, **options)


def test_a_perfect_model_reaches_the_ceilings():
    report = measure()
    title = report.find("text-image")
    assert {name: interval.mean for name, interval in title.intervals.items()} == pytest.approx(
        title.ceilings
    )
    assert title.ceilings["precision@10"] == pytest.approx(0.1)
    assert report.find("category3", selection="labels with").intervals["precision@1"].mean == 1


def test_titles_search_pictures_alone():
    blind = np.random.default_rng(0).normal(size=(24, 12)).astype(np.float32)
    assert measure(images=blind).find("text-image").intervals["recall@1"].mean < 0.3


def test_labels_search_a_mix_of_picture_and_title():
    pictures = embed(["Blue"] * 24)  # they say nothing of the type
    mixed = measure(images=pictures).find("category3", selection="labels with")
    assert mixed.intervals["precision@1"].mean == 1
    alone = KaglPlan(picture_size="60x80", image_weight=1.0, at_least=5)
    without_titles = measure(alone, images=pictures).find("category3", selection="labels with")
    assert without_titles.intervals["precision@1"].mean < 1


def test_title_vectors_are_used_when_given_and_titles_encoded_once_when_not():
    asked = []

    def counting(texts):
        asked.append(list(texts))
        return embed(texts)

    titles = [TITLES[0]] * 24
    options = {"ground_truth": truth(), "embed_texts": counting, "plan": PLAN}
    evaluate_kagl(IDS, titles, embed(TITLES), **options)
    assert asked[0] == [TITLES[0]]
    assert len(asked) == 3
    asked.clear()
    evaluate_kagl(IDS, titles, embed(TITLES), title_vectors=embed(titles), **options)
    assert len(asked) == 2


def test_labels_with_few_documents_are_also_left_out():
    report = measure()
    assert report.find("category3").query_ids == (*TYPES, "Red")
    assert report.find("category3", selection="labels with").query_ids == TYPES


def test_held_out_documents_are_searched_apart():
    plan = KaglPlan(picture_size="60x80", at_least=1, held_out=lambda title: title.endswith(("0", "1")))
    report = measure(plan)
    held_out = report.find("text-image", scope="held-out")
    assert held_out.documents == 12
    assert len(held_out.query_ids) == 12
    assert all(title.endswith(("0", "1")) for title in held_out.query_ids)
    labels = report.find("category3", scope="held-out")
    assert labels.pairs == 13
    among_all = report.find("text-image", selection="held-out titles")
    assert among_all.documents == 24
    assert among_all.query_ids == held_out.query_ids


def test_products_outside_the_benchmark_are_left_out_and_missing_ones_count_as_not_found():
    ids = ("stranger", *IDS[1:])
    report = measure(ids=ids)
    assert (report.documents, report.not_judged, report.missing, report.without_picture) == (23, 1, 1, 0)
    assert report.find("text-image").intervals["recall@10"].mean == pytest.approx(23 / 24)


def test_products_without_a_picture_count_as_not_found():
    images = embed(TITLES)
    images[3] = 0
    report = measure(images=images)
    assert (report.documents, report.without_picture) == (23, 1)
    assert report.find("text-image").intervals["recall@10"].mean == pytest.approx(23 / 24)


def test_the_order_of_the_catalogue_does_not_matter():
    order = np.random.default_rng(0).permutation(24)
    images = np.repeat(embed(["Red"]), 24, axis=0)  # every similarity ties: settled by product id
    first = measure(images=images)
    second = measure(ids=[IDS[n] for n in order], titles=[TITLES[n] for n in order], images=images)
    for mine, theirs in zip(first.results, second.results, strict=True):
        assert mine.intervals == theirs.intervals


def test_two_reports_are_compared_query_by_query():
    noisy = embed(TITLES) + np.random.default_rng(0).normal(scale=0.6, size=(24, 12)).astype(np.float32)
    differences = compare_kagl(measure(images=noisy), measure())
    title = differences["text-image, all documents, all titles"]["recall@1"]
    assert title.mean > 0
    assert title.queries == 24
    assert set(title.__slots__) >= {"low", "high", "p_adjusted"}


def test_reports_on_other_queries_are_not_compared():
    part = GroundTruth({"text-image": Judgements.from_relevant({TITLES[0]: ["00"]})})
    other = evaluate_kagl(IDS, TITLES, embed(TITLES), ground_truth=part, embed_texts=embed, plan=PLAN)
    with pytest.raises(InvalidRequestError, match="different queries"):
        compare_kagl(measure(), other)


def test_text_states_picture_size_ceilings_intervals_and_the_source_of_published_numbers():
    text = str(measure())
    assert "KAGL: toy, pictures 60x80" in text
    assert "0.179 Marqo-FashionSigLIP" in text
    assert "LEADERBOARD.md" in text
    assert "0.9·picture + 0.1·title" in text
    assert "ceiling" in text
    assert "[1.000, 1.000]" in text


def test_published_numbers_stand_beside_all_documents_and_all_queries_only():
    plan = KaglPlan(picture_size="60x80", held_out=lambda _: True)
    results = json.loads(json.dumps(measure(plan).to_dict()))["results"]
    published = {
        (entry["documents"], entry["queries"])
        for entry in results
        if entry["measures"]["mrr@10"]["best_published"] is not None
    }
    assert published == {("all", "all titles"), ("all", "all labels")}


def test_published_numbers_are_those_of_the_leaderboard():
    assert len(PUBLISHED) == 6 * 15 + 4 * 6
    assert best_published("text-image")["recall@1"].value == 0.179
    assert best_published("category3")["precision@1"].model == "Marqo-FashionCLIP"
    assert best_published("usage")["precision@10"].value == 0.4
    assert best_published("season")["mrr@10"].model == "OpenFashionCLIP"


def test_progress_is_told_about_titles_and_tasks():
    seen = []
    measure(progress=seen.append)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("titles", 24, 24),
        ("tasks", 1, 2),
        ("tasks", 2, 2),
    ]


def test_inputs_that_do_not_fit_together_are_refused():
    with pytest.raises(InvalidRequestError, match="24 ids, 23 titles"):
        measure(titles=TITLES[1:])
    with pytest.raises(InvalidRequestError, match="twice"):
        measure(ids=["00"] * 24)
    with pytest.raises(InvalidRequestError, match="No product with a picture is judged"):
        measure(ids=[f"x{i}" for i in IDS])
    with pytest.raises(ModelMismatchError, match=r"\(24, 12\).*\(24, 7\)"):
        measure(title_vectors=np.ones((24, 7), dtype=np.float32))


@pytest.mark.parametrize("options", [{"image_weight": 1.5}, {"at_least": 0}])
def test_a_plan_out_of_range_is_refused(options):
    with pytest.raises(InvalidRequestError):
        KaglPlan(picture_size="60x80", **options)


def test_a_result_that_is_not_there_is_refused_by_name():
    with pytest.raises(InvalidRequestError, match="There is: text-image, all documents, all titles"):
        measure().find("category3", scope="held-out")


def test_a_folder_without_the_ground_truth_is_refused_with_its_source(tmp_path):
    with pytest.raises(NotFoundError, match=r"text-image.*marqo-FashionCLIP"):
        GroundTruth.read(tmp_path)
    for task in KAGL_TASKS:
        (tmp_path / task.file_name).write_text('{"q": {"1": 1}}')
    assert GroundTruth.read(tmp_path).product_ids() == {"1"}
