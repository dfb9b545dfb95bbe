"""The default experiment in PyTorch: the peer of the pre-training benchmark.

usage: python3 peer.py --steps 12 --rows 4 --length 512 --vocabulary 4096 --depth 4 --threads 2 [--compile] [--bf16]

The same model, optimizers and shapes as Experiments/gpt/Train.swift, written as a PyTorch user would: fused
operators where PyTorch has them, Muon batched by shape. Prints one JSON object with the seconds of each step.
"""

import argparse
import json
import resource
import time

import torch
import torch.nn.functional as F
from torch import nn


def norm(x):
    return F.rms_norm(x, (x.size(-1),))


class Rotary(nn.Module):
    def __init__(self, head_size, length):
        super().__init__()
        frequencies = 10000.0 ** (-torch.arange(0, head_size, 2).float() / head_size)
        angles = torch.outer(torch.arange(length).float(), frequencies)
        self.register_buffer("cos", angles.cos())
        self.register_buffer("sin", angles.sin())

    def forward(self, x):  # [B, H, T, D]
        a, b = x.chunk(2, dim=-1)
        return torch.cat([a * self.cos + b * self.sin, b * self.cos - a * self.sin], dim=-1)


class Attention(nn.Module):
    def __init__(self, width, head_size, gated, mask):
        super().__init__()
        self.heads, self.head_size = width // head_size, head_size
        self.query, self.key, self.value, self.output = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.gate = nn.Linear(32, self.heads, bias=False) if gated else None
        self.mask = mask

    def forward(self, x, value_embedding, rotary):
        rows, length, width = x.shape
        split = (rows, length, self.heads, self.head_size)
        v = self.value(x).view(split)
        if value_embedding is not None:
            v = v + (2 * torch.sigmoid(self.gate(x[..., :32]))).unsqueeze(-1) * value_embedding.view(split)
        q = norm(rotary(self.query(x).view(split).transpose(1, 2)))
        k = norm(rotary(self.key(x).view(split).transpose(1, 2)))
        y = F.scaled_dot_product_attention(
            q, k, v.transpose(1, 2), attn_mask=self.mask, is_causal=self.mask is None)
        return self.output(y.transpose(1, 2).reshape(rows, length, width))


class Block(nn.Module):
    def __init__(self, width, head_size, gated, mask):
        super().__init__()
        self.attention = Attention(width, head_size, gated, mask)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def forward(self, x, value_embedding, rotary):
        x = x + self.attention(norm(x), value_embedding, rotary)
        return x + self.down(F.relu(self.up(norm(x))).square())


class GPT(nn.Module):
    def __init__(self, depth, width, head_size, vocabulary, length):
        super().__init__()
        distance = torch.arange(length)[:, None] - torch.arange(length)[None, :]
        windowed = (distance >= 0) & (distance <= length // 2)
        gated = [layer % 2 == (depth - 1) % 2 for layer in range(depth)]
        long = [layer == depth - 1 or "SSSL"[layer % 4] == "L" for layer in range(depth)]
        self.embedding = nn.Embedding(vocabulary, width)
        self.blocks = nn.ModuleList(
            Block(width, head_size, g, None if l else windowed) for g, l in zip(gated, long))
        self.value_embeddings = nn.ModuleDict(
            {str(layer): nn.Embedding(vocabulary, width) for layer in range(depth) if gated[layer]})
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.rotary = Rotary(head_size, length)
        self.stream_shares = nn.Parameter(torch.ones(depth))
        self.embedding_shares = nn.Parameter(torch.full((depth,), 0.1))

    def forward(self, tokens, targets):
        start = x = norm(self.embedding(tokens))
        for layer, block in enumerate(self.blocks):
            x = self.stream_shares[layer] * x + self.embedding_shares[layer] * start
            name = str(layer)
            embedding = self.value_embeddings[name](tokens) if name in self.value_embeddings else None
            x = block(x, embedding, self.rotary)
        logits = 15 * torch.tanh(self.head(norm(x)).float() / 15)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


POLAR_EXPRESS = [  # arXiv:2505.16932
    (8.156554524902461, -22.48329292557795, 15.878769915207462),
    (4.042929935166739, -2.808917465908714, 0.5000178451051316),
    (3.8916678022926607, -2.772484153217685, 0.5060648178503393),
    (3.285753657755655, -2.3681294933425376, 0.46449024233003106),
    (2.3465413258596377, -1.7097828382687081, 0.42323551169305323),
]


class Muon:
    """Momentum, orthogonalisation, variance reduction and cautious decay for matrices stacked by shape."""

    def __init__(self, parameters, rate):
        shapes = {}
        for parameter in parameters:
            shapes.setdefault(parameter.shape, []).append(parameter)
        self.stacks = [
            {"parameters": p, "first": torch.zeros(len(p), *shape), "second": None} for shape, p in shapes.items()]
        self.rate, self.momentum, self.beta2, self.decay = rate, 0.95, 0.95, 0.2

    @torch.no_grad()
    def step(self):
        for stack in self.stacks:
            gradient = torch.stack([p.grad for p in stack["parameters"]])
            weights = torch.stack(stack["parameters"])
            rows, columns = gradient.shape[1:]
            stack["first"].lerp_(gradient, 1 - self.momentum)
            x = gradient.lerp_(stack["first"], self.momentum)
            tall = rows > columns
            if tall:
                x = x.mT
            x = x / (x.norm(dim=(1, 2), keepdim=True) * 1.02 + 1e-6)
            for a, b, c in POLAR_EXPRESS:
                gram = x @ x.mT
                x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
            if tall:
                x = x.mT
            variance = x.square().mean(dim=2 if rows >= columns else 1, keepdim=True)
            if stack["second"] is None:
                stack["second"] = torch.zeros_like(variance)
            stack["second"].lerp_(variance, 1 - self.beta2)
            size = x.norm(dim=(1, 2), keepdim=True)
            x = x * stack["second"].clamp_min(1e-10).rsqrt()
            x = x * (size / x.norm(dim=(1, 2), keepdim=True).clamp_min(1e-10))
            rate = self.rate * max(1, rows / columns) ** 0.5
            weights.sub_(rate * x + rate * self.decay * weights * (x * weights >= 0))
            for parameter, weight in zip(stack["parameters"], weights):
                parameter.copy_(weight)


def main():
    parser = argparse.ArgumentParser()
    for name, value in [("steps", 12), ("rows", 4), ("length", 512), ("vocabulary", 4096), ("depth", 4),
                        ("threads", 2), ("head-size", 64)]:
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--bf16", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    model = GPT(options.depth, options.depth * 64, options.head_size, options.vocabulary, options.length)
    matrices = [p for p in model.blocks.parameters()]
    tables = [model.embedding.weight] + [e.weight for e in model.value_embeddings.values()]
    adam = torch.optim.AdamW(
        [{"params": [model.head.weight], "lr": 0.007}, {"params": tables, "lr": 1.0},
         {"params": [model.stream_shares], "lr": 0.005}, {"params": [model.embedding_shares], "lr": 0.5}],
        betas=(0.8, 0.95), eps=1e-10, weight_decay=0, fused=True)
    muon = Muon(matrices, 0.04)
    forward = torch.compile(model) if options.compile else model
    tokens = torch.randint(options.vocabulary, (options.rows, options.length + 1))
    inputs, targets = tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous()
    seconds = []
    for _ in range(options.steps):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
            loss = forward(inputs, targets)
        loss.backward()
        adam.step()
        muon.step()
        model.zero_grad(set_to_none=True)
        loss.item()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({
        "step_seconds": seconds, "tokens": options.rows * options.length,
        "parameters": sum(p.numel() for p in model.parameters()), "torch": torch.__version__,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


main()
