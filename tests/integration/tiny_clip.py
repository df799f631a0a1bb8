"""A CLIP of two layers with random weights, saved as a folder, for tests without any download."""

from __future__ import annotations

from pathlib import Path

_START, _END = "<|startoftext|>", "<|endoftext|>"


def save_tiny_clip(folder: Path, *, seed: int = 0) -> Path:
    """Make the model and its processor, and save both."""
    import torch
    from transformers import CLIPConfig, CLIPModel

    letters = {f"{one}{end}" for one in "abcdefghijklmnopqrstuvwxyz" for end in ("", "</w>")}
    words = [_START, _END, *sorted(letters)]
    _processor(words).save_pretrained(folder)
    torch.manual_seed(seed)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    ids = {"bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 1}
    config = CLIPConfig(
        text_config={**sizes, **ids, "vocab_size": len(words), "max_position_embeddings": 16},
        vision_config={**sizes, "image_size": 32, "patch_size": 8},
        projection_dim=24,
    )
    CLIPModel(config).save_pretrained(folder)
    return folder


def _processor(words):
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(
        models.BPE(
            vocab={word: number for number, word in enumerate(words)},
            merges=[],
            end_of_word_suffix="</w>",
            unk_token=_END,
        )
    )
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.RobertaProcessing((_END, 1), (_START, 0))
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=_START,
        eos_token=_END,
        pad_token=_END,
        unk_token=_END,
    )
    kind = getattr(transformers, "CLIPImageProcessorPil", None) or transformers.CLIPImageProcessor
    pictures = kind(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    return transformers.CLIPProcessor(pictures, fast)
