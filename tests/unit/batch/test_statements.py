from __future__ import annotations

import pytest

from fashion_search.batch.definitions import EMBEDDINGS
from fashion_search.batch.schema import Column, Schema
from fashion_search.batch.tables import statements

SCHEMA = Schema((Column("id", "text"), Column("v", "vector"), Column("content_hash", "text")))


@pytest.mark.parametrize(
    ("runtime", "found"),
    [
        (None, None),
        ("14.3", False),
        ("15.1", False),
        ("15.2", True),
        ("15.4", True),
        ("17", True),
        ("client.2.1", True),
    ],
)
def test_which_runtimes_cluster_by_themselves(runtime, found):
    assert statements.clusters(runtime) is found


def test_a_table_tells_its_changes_and_is_clustered_or_ordered_but_never_both():
    for runtime in ("14.3", "15.4"):
        made = statements.create_table("main.demo.t", EMBEDDINGS, runtime=runtime)
        arranged = statements.arrange("main.demo.t", EMBEDDINGS, runtime=runtime)
        assert "'delta.enableChangeDataFeed' = 'true'" in made
        assert ("CLUSTER BY (`product_id`)" in made) != ("ZORDER BY (`product_id`)" in arranged)


def test_a_merge_writes_only_rows_that_differ():
    text = statements.merge("main.demo.t", "SELECT * FROM s", SCHEMA, changed=("content_hash",))
    assert text == (
        "MERGE INTO `main`.`demo`.`t` AS t USING (SELECT * FROM s) AS s ON t.`id` = s.`id`\n"
        "WHEN MATCHED AND (NOT (t.`content_hash` <=> s.`content_hash`)) THEN UPDATE SET "
        "t.`id` = s.`id`, t.`v` = s.`v`, t.`content_hash` = s.`content_hash`\n"
        "WHEN NOT MATCHED THEN INSERT (`id`, `v`, `content_hash`) VALUES (s.`id`, s.`v`, s.`content_hash`)"
    )


def test_a_name_cannot_end_its_quotes():
    assert "`t``; DROP TABLE x`" in statements.feed_changes("main.demo.t`; DROP TABLE x")
