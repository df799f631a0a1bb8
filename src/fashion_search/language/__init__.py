"""Understanding shoppers' words: what they want, what they do not want, and what is left."""

from fashion_search.language.brands import Brand
from fashion_search.language.exclusion import exclusion
from fashion_search.language.expand import expand, related
from fashion_search.language.parts import UnderstoodPart
from fashion_search.language.understand import understand
from fashion_search.language.understood import Understood
from fashion_search.language.vocabulary import Vocabulary

__all__ = [
    "Brand",
    "Understood",
    "UnderstoodPart",
    "Vocabulary",
    "exclusion",
    "expand",
    "related",
    "understand",
]
