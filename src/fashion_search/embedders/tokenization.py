"""Texts to token ids, with a model's own `tokenizer.json`."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from fashion_search.errors import ConfigurationError, MissingDependencyError

__all__ = ["Tokenization"]

_PAD_NAMES = ("<pad>", "[PAD]", "<|endoftext|>", "</s>")


class Tokenization:
    """One model's tokenizer, loaded at the first text; safe to use from several threads.

    Texts are encoded one at a time: the library's own batching starts threads that do not survive a fork.
    """

    def __init__(self, file: Path, *, context_length: int, padded: bool) -> None:
        """Say how texts are cut.

        Args:
            file: `tokenizer.json`.
            context_length: Most tokens; longer texts lose their end, never their closing token.
            padded: Fill every text up to `context_length`.
        """
        self._file = file
        self._context_length = context_length
        self._padded = padded

    def ids(self, text: str) -> tuple[list[int], list[int]]:
        """Token ids of one text, and its attention mask, of equal length."""
        encoding = self._tokenizer.encode(text)
        return encoding.ids, encoding.attention_mask

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401  # the library has no types
        try:
            from tokenizers import Tokenizer
        except ImportError as exc:
            raise MissingDependencyError("Encoding texts with an ONNX model", "local") from exc
        try:
            tokenizer = Tokenizer.from_file(str(self._file))
        except Exception as exc:  # the library raises bare Exception
            raise ConfigurationError(f"{str(self._file)!r} is not a tokenizer: {exc}") from exc
        tokenizer.enable_truncation(self._context_length)
        self._set_padding(tokenizer)
        return tokenizer

    def _set_padding(self, tokenizer: Any) -> None:  # noqa: ANN401
        stated = tokenizer.padding
        tokenizer.no_padding()
        if not self._padded:
            return
        names = [stated["pad_token"]] if stated else list(_PAD_NAMES)
        known = [name for name in names if tokenizer.token_to_id(name) is not None]
        if not known:
            raise ConfigurationError(
                f"The model wants texts of {self._context_length} tokens, but {str(self._file)!r} names no "
                "padding token; save the tokenizer with its padding."
            )
        identity = tokenizer.token_to_id(known[0])
        tokenizer.enable_padding(length=self._context_length, pad_id=identity, pad_token=known[0])
