"""Measures our tokenizer and its Python peers in turn, on the same text, ranks and machine.

    python3 compare.py --bench .build/release/apus-bench-text [--text FILE] [--rounds N] [--json FILE]

A ratio is the peer's time over ours in the same round: above 1, ours is faster. Shown are the median of the
ratios and their spread (highest minus lowest, over the median). The text is cut into documents of about 8 kB.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,2}"
    r"| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
)
CL100K = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
VOCABULARY = 4096
DOCUMENT = 8 << 10


class Ours:
    """The Swift program, told over a pipe what to do next."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, *fields):
        self.process.stdin.write("\t".join(map(str, fields)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if len(answer) != 2:
            sys.exit(f"{fields[0]}: our program stopped")
        return float(answer[0]), int(answer[1])

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def documents_of(path):
    """A text in documents that end where a line ends, without NUL."""
    opener = gzip.open if path.endswith((".dz", ".gz")) else open
    with opener(path, "rb") as file:
        text = file.read().decode("utf-8", errors="replace").replace("\0", "")
    documents, part, size = [], [], 0
    for line in text.splitlines(keepends=True):
        part.append(line)
        size += len(line)
        if size >= DOCUMENT:
            documents.append("".join(part))
            part, size = [], 0
    return documents + (["".join(part)] if part else [])


def timed(work):
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def tiktoken_of(ranks, pattern):
    import base64

    import tiktoken

    with open(ranks, "rb") as file:
        pairs = (line.split() for line in file.read().splitlines())
        mergeable = {base64.b64decode(token): int(rank) for token, rank in pairs}
    return tiktoken.Encoding("peer", pat_str=pattern, mergeable_ranks=mergeable, special_tokens={})


def rustbpe_trained(documents):
    import rustbpe

    tokenizer = rustbpe.Tokenizer()
    tokenizer.train_from_iterator(iter(documents), VOCABULARY, pattern=PATTERN)
    return tokenizer


def tokenizers_trained(documents):
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(PATTERN), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(False, use_regex=False)])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, show_progress=False, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(documents, trainer)
    return tokenizer


def published_ranks():
    """The ranks of cl100k as PyPI's litellm carries them; None where it is not installed."""
    for folder in sys.path:
        path = os.path.join(
            folder, "litellm/litellm_core_utils/tokenizers/9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
        )
        if os.path.exists(path):
            return path
    return None


def write_ranks(tokenizer, path):
    import base64

    with open(path, "wb") as file:
        for token, rank in tokenizer.get_mergeable_ranks():
            file.write(base64.b64encode(bytes(token)) + b" %d\n" % rank)


class Comparison:
    """Rows of ratios, each from rounds of ours and the peer in turn."""

    def __init__(self, rounds, megabytes):
        self.rounds, self.megabytes, self.rows = rounds, megabytes, []

    def add(self, name, peer, ours, theirs):
        """Both give (seconds, made); what is made must be equal."""
        ratios, our_times, their_times = [], [], []
        for _ in range(self.rounds):
            our_time, our_made = ours()
            their_time, their_made = theirs()
            if our_made != their_made:
                sys.exit(f"{name}: {peer} made {their_made}, ours {our_made}")
            ratios.append(their_time / our_time)
            our_times.append(our_time)
            their_times.append(their_time)
        ratio = statistics.median(ratios)
        row = {
            "name": name,
            "peer": peer,
            "ratio": round(ratio, 2),
            "unit": "peer time / our time",
            "spread": round((max(ratios) - min(ratios)) / ratio, 2),
            "ours_MB_per_s": round(self.megabytes / statistics.median(our_times), 1),
            "peer_MB_per_s": round(self.megabytes / statistics.median(their_times), 1),
        }
        self.rows.append(row)
        print(
            f"{name:<28} {peer:<12} {row['ours_MB_per_s']:>8} MB/s {row['peer_MB_per_s']:>8} MB/s"
            f"   {row['ratio']:>6}x  spread {row['spread']:.0%}",
            flush=True,
        )


def main():
    home = os.environ.get("APUS_HOME") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "apus"
    )
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", required=True, help="the program apus-bench-text")
    parser.add_argument("--text", default=os.path.join(home, "corpora/gcide/gcide.dict.dz"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", help="where to write the rows")
    options = parser.parse_args()

    documents = documents_of(options.text)
    megabytes = sum(len(document.encode()) for document in documents) / 1e6
    comparison = Comparison(options.rounds, megabytes)
    print(f"{'':<28} {'peer':<12} {'ours':>13} {'peer':>13}   {'ratio':>7}   ({megabytes:.0f} MB of text)")
    with tempfile.TemporaryDirectory() as folder:
        text, ranks, trained = (os.path.join(folder, name) for name in ("text", "ranks", "tokenizer.json"))
        with open(text, "wb") as file:
            file.write(b"\0".join(document.encode() for document in documents))
        ours = Ours(options.bench)
        ours("documents", text)

        train = lambda: ours("train", VOCABULARY, PATTERN, trained)
        comparison.add("train, all cores", "rustbpe", train, lambda: timed(lambda: rustbpe_trained(documents).vocab_size))
        comparison.add(
            "train, all cores", "tokenizers", train, lambda: timed(lambda: tokenizers_trained(documents).get_vocab_size())
        )

        write_ranks(rustbpe_trained(documents), ranks)
        for name, path, pattern in [("4096", ranks, PATTERN), ("cl100k", published_ranks(), CL100K)]:
            if path is None:
                print(f"encode, {name}: skipped, litellm is not installed")
                continue
            ours("ranks", path, pattern)
            peer = tiktoken_of(path, pattern)
            theirs = lambda: timed(lambda: sum(len(peer.encode_ordinary(document)) for document in documents))
            comparison.add(f"encode, {name}, one thread", "tiktoken", lambda: ours("encode"), theirs)
            threads = os.cpu_count() or 1
            batch = lambda: timed(
                lambda: sum(map(len, peer.encode_ordinary_batch(documents, num_threads=threads)))
            )
            comparison.add(f"encode, {name}, all cores", "tiktoken", lambda: ours("encode-parallel"), batch)

        from tokenizers import Tokenizer

        # One thread for both; `tokenizers` is given a part only, it is slow.
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        part = documents[: max(1, len(documents) // 10)]
        comparison.megabytes = sum(len(document.encode()) for document in part) / 1e6
        with open(text, "wb") as file:
            file.write(b"\0".join(document.encode() for document in part))
        ours("documents", text)
        ours("json", trained)
        peer = Tokenizer.from_file(trained)
        theirs = lambda: timed(lambda: sum(len(peer.encode(document).ids) for document in part))
        comparison.add("encode, 4096, one thread", "tokenizers", lambda: ours("encode"), theirs)
        ours.close()
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(comparison.rows, file, indent=2)


main()
