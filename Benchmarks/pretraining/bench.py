"""Training steps of the default experiment against the same model in PyTorch, in turn, in one run.

usage: python3 bench.py APUS WORKSPACE [--pairs 5] [--steps 12]

Each pair runs Apus and each peer once, one after the other; a figure is the median step after the first two, and a
ratio is taken pair by pair. Prints rows of JSON: name, peer, ratio (above 1: Apus is faster), unit, spread.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def last_json(command):
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()
    return json.loads(output.strip().splitlines()[-1])


def tokens_per_second(result):
    return result["tokens"] / statistics.median(result["step_seconds"][2:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("apus")
    parser.add_argument("workspace")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--peers", default="eager", help="of eager, compile, bf16")
    options = parser.parse_args()
    settings = json.loads(pathlib.Path(options.workspace, "apus.json").read_text())
    peers = {"eager": [], "compile": ["--compile"], "bf16": ["--bf16"]}
    ratios, memory, rates = {}, {}, {}
    for pair in range(options.pairs):
        ours = last_json([options.apus, "bench-steps", "--workspace", options.workspace, "--steps", str(options.steps)])
        rate = tokens_per_second(ours)
        for name in options.peers.split(","):
            command = [
                sys.executable, str(HERE / "peer.py"), "--steps", str(options.steps),
                "--rows", str(ours["tokens"] // settings["sequenceLength"]), "--length", str(settings["sequenceLength"]),
                "--vocabulary", str(settings["vocabularySize"]), "--threads", str(settings["threads"]), *peers[name]]
            theirs = last_json(command)
            if theirs["parameters"] != ours["parameters"]:
                sys.exit(f"not the same model: {ours['parameters']} and {theirs['parameters']} parameters")
            ratios.setdefault(name, []).append(rate / tokens_per_second(theirs))
            memory.setdefault(name, []).append(theirs["peak_memory_mb"] / ours["peak_memory_mb"])
            rates.setdefault(name, []).append((rate, tokens_per_second(theirs)))
            print(f"pair {pair + 1}: apus {rate:.0f} tokens/s, PyTorch {name} {tokens_per_second(theirs):.0f}", file=sys.stderr)
    for name in ratios:
        for title, values in [("training step", ratios[name]), ("training memory", memory[name])]:
            print(json.dumps({
                "name": title, "peer": f"PyTorch {name}", "ratio": statistics.median(values),
                "unit": "times as fast" if title == "training step" else "times as little",
                "spread": [min(values), max(values)],
                "apus_tokens_per_second": statistics.median(r[0] for r in rates[name]),
                "peer_tokens_per_second": statistics.median(r[1] for r in rates[name])}))


main()
