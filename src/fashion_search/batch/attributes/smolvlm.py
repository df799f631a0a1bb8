"""SmolVLM and models like it, through `transformers`: loading, prompts, generation without the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL.Image import Image

from fashion_search.batch.torch_packages import packages
from fashion_search.errors import ConfigurationError

__all__ = ["Checkpoint", "VisionModel"]

_END = "<end_of_utterance>"
_MARK = "\N{BLACK SQUARE}question\N{BLACK SQUARE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Which model, and how it is run.

    Attributes:
        model: A name on the Hugging Face hub, or a folder, such as a Unity Catalog volume.
        revision: Branch, tag or commit; name a commit to get the same model for ever.
        longest_edge: Pictures are brought to this many pixels; smaller is faster. `None`: as the model
            has it.
        device: `"cuda"`, `"cpu"`, …; by default CUDA where there is some.
        dtype: `"bfloat16"`, `"float32"`, …; by default bfloat16 on CUDA and float32 elsewhere.
        local_only: Ask no network.
    """

    model: str = "HuggingFaceTB/SmolVLM-Instruct"
    revision: str = "main"
    longest_edge: int | None = 512
    device: str = ""
    dtype: str = ""
    local_only: bool = False

    @property
    def name(self) -> str:
        """Model, revision and size of pictures."""
        return f"{self.model}@{self.revision}/{self.longest_edge or 'own'}"

    def load(self) -> VisionModel:
        """Load model and processor.

        Raises:
            MissingDependencyError: torch or transformers is not installed.
            ConfigurationError: there is no such model, or it cannot be reached or read.
        """
        torch, transformers = packages("Vision-language models")
        device = self.device or ("cuda" if torch.cuda.is_available() else "cpu")
        dtype = getattr(torch, self.dtype or ("bfloat16" if device.startswith("cuda") else "float32"))
        where = {"revision": self.revision, "local_files_only": self.local_only}
        try:
            processor = transformers.AutoProcessor.from_pretrained(self.model, **where)
            model = transformers.AutoModelForImageTextToText.from_pretrained(self.model, dtype=dtype, **where)
        except (OSError, ValueError, ImportError) as exc:
            raise ConfigurationError(
                f"The vision-language model {self.model!r} at {self.revision!r} cannot be loaded: {exc}"
            ) from exc
        return VisionModel(model.to(device), processor, longest_edge=self.longest_edge)


class VisionModel:
    """A model with its processor, ready to be asked about pictures.

    Args:
        model: An image-text-to-text model of `transformers`.
        processor: Its processor, with a chat template.
        longest_edge: Pictures are brought to this many pixels.
    """

    def __init__(self, model: Any, processor: Any, *, longest_edge: int | None = None) -> None:  # noqa: ANN401
        self.torch, _ = packages("Vision-language models")
        self.model = model.eval()
        self.processor = processor
        self.processor.tokenizer.padding_side = "left"
        if longest_edge is not None:
            self.processor.image_processor.size = {"longest_edge": longest_edge}

    @property
    def device(self) -> Any:  # noqa: ANN401  # a class of an optional package
        """Where the model is."""
        return self.model.device

    @property
    def end_token(self) -> int:
        """The token that ends an answer."""
        tokenizer = self.processor.tokenizer
        ending = tokenizer.convert_tokens_to_ids(_END)
        return int(tokenizer.eos_token_id if ending in (None, tokenizer.unk_token_id) else ending)

    def prompt(self, question: str) -> str:
        """A question about a picture, up to where the model is to go on."""
        content = [{"type": "image"}, {"type": "text", "text": question}]
        talk = [{"role": "user", "content": content}]
        return str(self.processor.apply_chat_template(talk, add_generation_prompt=True, tokenize=False))

    def around(self, opening: str) -> tuple[str, str]:
        """What a prompt has before and after a question that follows an opening."""
        before, _, after = self.prompt(opening + _MARK).partition(_MARK)
        return before, after

    def encode(self, pictures: Sequence[Image], prompts: Sequence[str]) -> dict[str, Any]:
        """Pictures and prompts as tensors, padded on the left, on the model's device.

        Args:
            pictures: One for each prompt.
            prompts: Each with one place for a picture.
        """
        encoded = self.processor(
            text=list(prompts), images=[[picture] for picture in pictures], padding=True, return_tensors="pt"
        )
        return {
            name: value.to(self.device, self.model.dtype)
            if value.is_floating_point()
            else value.to(self.device)
            for name, value in encoded.items()
        }

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text, without any that stand for its start or end."""
        return list(self.processor.tokenizer(text, add_special_tokens=False)["input_ids"])

    def generate(
        self, pictures: Sequence[Image], prompts: Sequence[str], *, max_new_tokens: int
    ) -> list[str]:
        """What the model goes on with, likeliest word by word; without the prompt."""
        if not pictures:
            return []
        encoded = self.encode(pictures, prompts)
        with self.torch.inference_mode():
            written = self.model.generate(**encoded, do_sample=False, max_new_tokens=max_new_tokens)
        answers = written[:, encoded["input_ids"].shape[1] :]
        return [str(text) for text in self.processor.batch_decode(answers, skip_special_tokens=True)]
