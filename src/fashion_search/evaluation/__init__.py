"""How good a search is, and whether one is better than another: numpy only, every definition with its source.

`Judgements` say what fits and a `Run` what was found; `evaluate` scores the run. `compare` asks two searchers
the same queries and says what differs. `evaluate_kagl` runs a published benchmark on the Kaggle catalogue.
"""

from fashion_search.evaluation.bootstrap import Bootstrap, Interval, bootstrap_mean, bootstrap_means
from fashion_search.evaluation.comparing import compare
from fashion_search.evaluation.comparison import Comparison, Measured, QueryChange, Shown
from fashion_search.evaluation.judgements import Judgements, Run
from fashion_search.evaluation.kagl import KaglPlan, evaluate_kagl, kagl_ceilings
from fashion_search.evaluation.kagl_report import KaglReport, KaglResult, compare_kagl
from fashion_search.evaluation.kagl_tasks import KAGL_TASKS, GroundTruth
from fashion_search.evaluation.lists import (
    coverage,
    distinct,
    diversity,
    exposure_gini,
    gini,
    novelty,
    score_spread,
)
from fashion_search.evaluation.measures import MEASURES, Measure, Scores, evaluate
from fashion_search.evaluation.overlap import rank_biased_overlap
from fashion_search.evaluation.reliability import ReliabilityBin, calibration_error, reliability
from fashion_search.evaluation.searchers import Searcher, SearchHit
from fashion_search.evaluation.significance import Difference, compare_paired, holm, verdict

__all__ = [
    "KAGL_TASKS",
    "MEASURES",
    "Bootstrap",
    "Comparison",
    "Difference",
    "GroundTruth",
    "Interval",
    "Judgements",
    "KaglPlan",
    "KaglReport",
    "KaglResult",
    "Measure",
    "Measured",
    "QueryChange",
    "ReliabilityBin",
    "Run",
    "Scores",
    "SearchHit",
    "Searcher",
    "Shown",
    "bootstrap_mean",
    "bootstrap_means",
    "calibration_error",
    "compare",
    "compare_kagl",
    "compare_paired",
    "coverage",
    "distinct",
    "diversity",
    "evaluate",
    "evaluate_kagl",
    "exposure_gini",
    "gini",
    "holm",
    "kagl_ceilings",
    "novelty",
    "rank_biased_overlap",
    "reliability",
    "score_spread",
    "verdict",
]
