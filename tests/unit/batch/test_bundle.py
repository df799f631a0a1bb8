"""The bundle and the notebooks name only what there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from fashion_search.batch import entry_points
from fashion_search.batch.config import read_config

HOME = Path(__file__).parents[3]
BUNDLE = HOME / "examples" / "databricks_bundle"
NOTEBOOKS = (
    "smolvlm_batch_attribute_extraction",
    "cpu_distributed_attribute_extraction",
    "deepfashion2_complete_the_look",
    "register_embedder",
)


def jobs():
    yaml = pytest.importorskip("yaml", reason="pyyaml is not installed")
    return yaml.safe_load((BUNDLE / "resources" / "jobs.yml").read_text())["resources"]["jobs"]


def test_every_task_calls_an_entry_point_that_exists():
    names = {task["python_wheel_task"]["entry_point"] for job in jobs().values() for task in job["tasks"]}
    assert names == {f"fashion-search-{name}" for name in entry_points.__all__}


@pytest.mark.parametrize("name", ["fashion_batch", "fashion_register"])
def test_tasks_depend_on_tasks_that_exist_and_share_a_cluster(name):
    job = jobs()[name]
    tasks = {task["task_key"]: task for task in job["tasks"]}
    clusters = {cluster["job_cluster_key"] for cluster in job["job_clusters"]}
    for task in tasks.values():
        assert {one["task_key"] for one in task.get("depends_on", [])} <= tasks.keys()
        assert task["job_cluster_key"] in clusters


def test_every_variable_of_the_jobs_is_declared():
    yaml = pytest.importorskip("yaml", reason="pyyaml is not installed")
    declared = yaml.safe_load((BUNDLE / "databricks.yml").read_text())["variables"]
    used = set(re.findall(r"\$\{var\.(\w+)\}", (BUNDLE / "resources" / "jobs.yml").read_text()))
    assert used == declared.keys()


@pytest.mark.parametrize("name", ["jobs_gpu.toml", "jobs_cpu.toml"])
def test_the_job_files_are_right(name):
    config = read_config(BUNDLE / name)
    assert config.run.engine == "spark"
    assert config.extract.reader().name.startswith(
        ("closed/HuggingFaceTB/SmolVLM", "zero-shot/2/fashion-search-bundled-1@")
    )


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_parse_and_import_what_there_is(name):
    text = (HOME / "notebooks" / f"{name}.py").read_text()
    assert text.startswith("# Databricks notebook source\n")
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    for node in imports:
        if node.module and node.module.startswith("fashion_search"):
            module = __import__(node.module, fromlist=["_"])
            assert all(hasattr(module, alias.name) for alias in node.names)
