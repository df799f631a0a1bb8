"""A SmolVLM of two layers with random weights, saved as a folder, for tests without any download."""

from __future__ import annotations

from pathlib import Path

_TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message['role'].capitalize() }}:"
    "{% for line in message['content'] %}"
    "{% if line['type'] == 'text' %}{{ line['text'] }}{% else %}{{ '<image>' }}{% endif %}"
    "{% endfor %}<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
_START, _END, _PAD, _UNKNOWN = "<|im_start|>", "<end_of_utterance>", "<pad>", "<unk>"
_PICTURE = ["<image>", "<fake_token_around_image>", "<global-img>"]
_ROWS = [f"<row_{row}_col_{column}>" for row in (1, 2) for column in (1, 2)]
_SPECIAL = [_START, _END, _PAD, _UNKNOWN, *_PICTURE, *_ROWS]
_WORDS = "Look at the product in the picture and answer with one of the given answers."


def save_tiny_smolvlm(
    folder: Path,
    *,
    seed: int = 0,
    layers: int = 2,
    width: int = 32,
    heads: int = 2,
    side: int = 32,
    text: str = _WORDS,
    tokens: int = 400,
    rows: int = 0,
) -> Path:
    """Make the model and its processor, and save both.

    Args:
        folder: Where to.
        seed: Of the weights.
        layers: Of each tower.
        width: Of each tower.
        heads: Of each tower.
        side: Pixels of a picture; 16 by 16 of them are a token of the text tower.
        text: What the tokenizer learns words from.
        tokens: How many it knows at most.
        rows: Of the table of words, at least as many as there are tokens.
    """
    import torch
    from transformers import Idefics3Processor, SmolVLMConfig, SmolVLMForConditionalGeneration

    tokenizer = _tokenizer(text, tokens)
    processor = Idefics3Processor(
        _image_processor(side), tokenizer, image_seq_len=(side // 16) ** 2, chat_template=_TEMPLATE
    )
    torch.manual_seed(seed)
    sizes = {
        "hidden_size": width,
        "intermediate_size": 2 * width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
    }
    wide = {"initializer_range": 0.3}  # with the usual 0.02 a word would hardly feel what stands before it
    ids = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = SmolVLMConfig(
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        scale_factor=2,
        vision_config={**sizes, **wide, "image_size": side, "patch_size": 8},
        text_config={**sizes, **wide, **ids, "model_type": "llama", "vocab_size": max(rows, len(tokenizer))},
        **wide,
    )
    model = SmolVLMForConditionalGeneration(config)
    processor.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder


def _image_processor(side):
    import transformers

    kind = getattr(transformers, "Idefics3ImageProcessorPil", None) or transformers.Idefics3ImageProcessor
    edge = {"longest_edge": side}
    return kind(size=edge, max_image_size=edge, do_image_splitting=False)


def _tokenizer(text, tokens):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=tokens, special_tokens=_SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator([text], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=_START,
        eos_token=_END,
        pad_token=_PAD,
        unk_token=_UNKNOWN,
        additional_special_tokens=[*_PICTURE, *_ROWS],
    )
