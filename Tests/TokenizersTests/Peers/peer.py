"""The Python peers of the tokenizer tests: each command reads one JSON request and writes one JSON answer.

    python3 peer.py COMMAND REQUEST ANSWER
"""

import json
import sys


def encode(request):
    """Token ids of each text, with special tokens taken as plain text."""
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(request["tokenizer"])
    tokenizer.encode_special_tokens = not request["allow_special"]
    encodings = tokenizer.encode_batch(request["texts"], add_special_tokens=False)
    return [encoding.ids for encoding in encodings]


def tiktoken_encode(request):
    """Token ids of each text from a rank file and a pattern."""
    import base64

    import tiktoken

    ranks = {}
    with open(request["ranks"], "rb") as file:
        for line in file.read().splitlines():
            token, rank = line.split()
            ranks[base64.b64decode(token)] = int(rank)
    encoding = tiktoken.Encoding(
        "peer", pat_str=request["pattern"], mergeable_ranks=ranks, special_tokens=request["special"]
    )
    if request["allow_special"]:
        return [encoding.encode(text, allowed_special="all") for text in request["texts"]]
    return [encoding.encode_ordinary(text) for text in request["texts"]]


def split(request):
    """The pieces of each text, as Oniguruma cuts them."""
    from tokenizers import Regex, pre_tokenizers

    splitter = pre_tokenizers.Split(Regex(request["pattern"]), "isolated")
    return [[piece for piece, _ in splitter.pre_tokenize_str(text)] for text in request["texts"]]


def rustbpe_train(request):
    """The tokens that rustbpe learns, as lists of bytes, by id."""
    import rustbpe

    tokenizer = rustbpe.Tokenizer()
    tokenizer.train_from_iterator(iter(request["texts"]), request["size"], pattern=request["pattern"])
    ranks = sorted(tokenizer.get_mergeable_ranks(), key=lambda pair: pair[1])
    return [list(token) for token, _ in ranks]


def tokenizers_train(request):
    """The merges that `tokenizers` learns, in order."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(request["pattern"]), "isolated")
    trainer = trainers.BpeTrainer(vocab_size=request["size"], show_progress=False)
    tokenizer.train_from_iterator(request["texts"], trainer)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return [merge if isinstance(merge, list) else merge.split(" ") for merge in merges]


def make(request):
    """Writes a tokenizer.json of a named family, trained on the texts."""
    from tokenizers import AddedToken, Regex, Tokenizer
    from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers

    family = request["family"]
    tokenizer = Tokenizer(models.BPE(ignore_merges=family == "llama3"))
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=family == "gpt2")
    if family == "gpt2":
        tokenizer.pre_tokenizer = byte_level
    else:
        step = pre_tokenizers.Split(Regex(request["pattern"]), "isolated")
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([step, byte_level])
    if family == "qwen":
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        show_progress=False,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(request["texts"], trainer)
    tokenizer.add_tokens([AddedToken("<tool_call>", normalized=False)])
    if family == "llama3":
        template = processors.TemplateProcessing(
            single="<|endoftext|> $A", special_tokens=[("<|endoftext|>", 0)]
        )
        tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template])
    tokenizer.save(request["path"])
    return tokenizer.get_vocab_size()


def main():
    commands = {
        "encode": encode,
        "tiktoken": tiktoken_encode,
        "split": split,
        "rustbpe": rustbpe_train,
        "tokenizers": tokenizers_train,
        "make": make,
    }
    name, request, answer = sys.argv[1:]
    with open(request, encoding="utf-8") as file:
        result = commands[name](json.load(file))
    with open(answer, "w", encoding="utf-8") as file:
        json.dump(result, file)


main()
