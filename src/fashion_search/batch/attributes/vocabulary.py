"""What an attribute and a vocabulary of attributes are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["CANNOT_TELL", "NOT_APPLICABLE", "Attribute", "Vocabulary"]

NOT_APPLICABLE = "not applicable"
"""The product has no such thing: a shoe has no collar."""

CANNOT_TELL = "cannot determine"
"""The product has it, and the picture does not show it."""

_SPECIAL = {NOT_APPLICABLE: "none, n/a, na", CANNOT_TELL: "unknown, unclear, cannot tell"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One thing to read from a picture.

    Attributes:
        name: The column.
        question: Asked of a model that reads.
        answers: What may be answered, besides `NOT_APPLICABLE` and `CANNOT_TELL`.
        several: Whether more than one answer may hold.
        group: Attributes of one group are asked for in one prompt.
        looks: How an answer is said in a caption, where it is not said as it is written.
        synonyms: Other words that mean an answer, with commas between them, by answer.
    """

    name: str
    question: str
    answers: tuple[str, ...]
    several: bool = False
    group: str = "material"
    looks: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[str, ...]:
        """Everything that may be answered."""
        return (*self.answers, CANNOT_TELL, NOT_APPLICABLE)

    def meaning(self, word: str) -> str:
        """The answer a word means, or the word itself; in lower case, without spaces at its ends."""
        said = " ".join(word.strip(" .\"'").casefold().split())
        for answer, others in {**self.synonyms, **_SPECIAL}.items():
            if said in others.split(", "):
                return answer
        return said


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Attributes in order; names are unique."""

    attributes: tuple[Attribute, ...]

    def __getitem__(self, name: str) -> Attribute:
        """The attribute of this name.

        Raises:
            KeyError: there is none.
        """
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        raise KeyError(name)

    @property
    def groups(self) -> dict[str, tuple[Attribute, ...]]:
        """Attributes by the prompt that asks for them, in order."""
        names = dict.fromkeys(attribute.group for attribute in self.attributes)
        return {
            name: tuple(attribute for attribute in self.attributes if attribute.group == name)
            for name in names
        }

    def signature(self) -> str:
        """Names and answers as one text: part of a job's version."""
        return ";".join(f"{one.name}={'|'.join(one.answers)}" for one in self.attributes)
