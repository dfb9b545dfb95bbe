"""Golden file of a small GPT: the same model in plain PyTorch.

usage: python3 gpt.py OUT.safetensors SEED

The model has the parts of karpathy/autoresearch's: RMSNorm without weights, rotary positions, query/key norm,
value embeddings with gates, residual scalars, squared ReLU, logits capped at 15, sliding windows. Everything
is spelled out (masks, rotations, one matrix at a time in Muon) rather than fast, so that it is a second opinion.

The problem is well conditioned on purpose: with an epsilon far below the gradients Adam's first step is their sign,
and cautious decay switches at the sign of the update, so that a last bit would turn into a whole step.

The file holds `weight.*`; `tokens` and `targets` [steps, B, T]; from the first batch `logits`, `loss`, `grad.*`;
and after all the steps `adamw.*`, `muon.*` with their `adamw_losses`, `muon_losses`.
"""

import copy
import math
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

VOCABULARY, DEPTH, WIDTH, HEADS, GATE_CHANNELS = 97, 4, 48, 3, 12
BATCH, LENGTH, WINDOW, STEPS = 3, 20, 8, 10
HEAD_DIM = WIDTH // HEADS


def norm(x):
    return x * torch.rsqrt(x.square().mean(dim=-1, keepdim=True) + torch.finfo(x.dtype).eps)


def rotate(x):  # [B, H, T, D]
    half = HEAD_DIM // 2
    frequencies = 10000.0 ** (-torch.arange(half, dtype=torch.float32) / half)
    angles = torch.outer(torch.arange(x.shape[-2], dtype=torch.float32), frequencies)
    cos, sin = angles.cos(), angles.sin()
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cos + b * sin, b * cos - a * sin], dim=-1)


def attend(q, k, v, window):
    t = q.shape[-2]
    distance = torch.arange(t)[:, None] - torch.arange(t)[None, :]
    visible = (distance >= 0) & (distance <= window)
    scores = (q @ k.transpose(-2, -1)) / math.sqrt(HEAD_DIM)
    return scores.masked_fill(~visible, -math.inf).softmax(dim=-1) @ v


class Attention(nn.Module):
    def __init__(self, window, gated):
        super().__init__()
        self.window = window
        self.query = nn.Linear(WIDTH, WIDTH, bias=False)
        self.key = nn.Linear(WIDTH, WIDTH, bias=False)
        self.value = nn.Linear(WIDTH, WIDTH, bias=False)
        self.output = nn.Linear(WIDTH, WIDTH, bias=False)
        self.gate = nn.Linear(GATE_CHANNELS, HEADS, bias=False) if gated else None

    def forward(self, x, ve):
        def heads(y):
            return y.view(*y.shape[:2], HEADS, HEAD_DIM).transpose(1, 2)

        q, k, v = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        if ve is not None:
            gate = 2 * torch.sigmoid(self.gate(x[..., :GATE_CHANNELS]))  # [B, T, H]
            v = v + gate.transpose(1, 2).unsqueeze(-1) * heads(ve)
        q, k = norm(rotate(q)), norm(rotate(k))
        return self.output(attend(q, k, v, self.window).transpose(1, 2).reshape(x.shape))


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.down = nn.Linear(4 * WIDTH, WIDTH, bias=False)

    def forward(self, x):
        return self.down(F.relu(self.up(x)).square())


class Block(nn.Module):
    def __init__(self, window, gated):
        super().__init__()
        self.attention = Attention(window, gated)
        self.mlp = MLP()

    def forward(self, x, ve):
        x = x + self.attention(norm(x), ve)
        return x + self.mlp(norm(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        gated = [layer % 2 == (DEPTH - 1) % 2 for layer in range(DEPTH)]
        windows = [LENGTH if layer == DEPTH - 1 else WINDOW for layer in range(DEPTH)]
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.blocks = nn.ModuleList(Block(w, g) for w, g in zip(windows, gated))
        self.valueEmbeddings = nn.ModuleDict(
            {str(layer): nn.Embedding(VOCABULARY, WIDTH) for layer in range(DEPTH) if gated[layer]}
        )
        self.head = nn.Linear(WIDTH, VOCABULARY, bias=False)
        self.residualLambdas = nn.Parameter(torch.ones(DEPTH))
        self.x0Lambdas = nn.Parameter(torch.zeros(DEPTH))

    def forward(self, tokens):
        x = x0 = norm(self.embedding(tokens))
        for layer, block in enumerate(self.blocks):
            x = self.residualLambdas[layer] * x + self.x0Lambdas[layer] * x0
            name = str(layer)
            x = block(x, self.valueEmbeddings[name](tokens) if name in self.valueEmbeddings else None)
        return 15 * torch.tanh(self.head(norm(x)) / 15)


def loss_of(model, tokens, targets):
    return F.cross_entropy(model(tokens).flatten(0, 1), targets.flatten(), ignore_index=-1)


POLAR_EXPRESS = [  # arXiv:2505.16932, five steps
    (8.156554524902461, -22.48329292557795, 15.878769915207462),
    (4.042929935166739, -2.808917465908714, 0.5000178451051316),
    (3.8916678022926607, -2.772484153217685, 0.5060648178503393),
    (3.285753657755655, -2.3681294933425376, 0.46449024233003106),
    (2.3465413258596377, -1.7097828382687081, 0.42323551169305323),
]


class Muon:
    """One matrix at a time: momentum, orthogonalisation, variance reduction, cautious decay."""

    def __init__(self, matrices, lr, momentum, beta2, decay):
        self.matrices, self.lr, self.momentum, self.beta2, self.decay = matrices, lr, momentum, beta2, decay
        self.first = [torch.zeros_like(p) for p in matrices]
        self.second = [None] * len(matrices)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.matrices):
            rows, columns = p.shape
            self.first[i] = self.momentum * self.first[i] + (1 - self.momentum) * p.grad
            update = (1 - self.momentum) * p.grad + self.momentum * self.first[i]
            x = update if rows <= columns else update.T
            x = x / (torch.linalg.norm(x) * 1.02 + 1e-6)
            for a, b, c in POLAR_EXPRESS:
                gram = x @ x.T
                x = a * x + (b * gram + c * gram @ gram) @ x
            update = x if rows <= columns else x.T
            # A mean per row of a tall or square matrix, per column of a wide one.
            variance = update.square().mean(dim=1 if rows >= columns else 0, keepdim=True)
            if self.second[i] is None:
                self.second[i] = torch.zeros_like(variance)
            self.second[i] = self.beta2 * self.second[i] + (1 - self.beta2) * variance
            scaled = update / self.second[i].clamp(min=1e-10).sqrt()
            update = scaled * (torch.linalg.norm(update) / torch.linalg.norm(scaled).clamp(min=1e-10))
            rate = self.lr * max(1, rows / columns) ** 0.5
            agrees = update * p >= 0
            p -= rate * update + rate * self.decay * p * agrees


def losses_of(model, optimizers, tokens, targets):
    losses = []
    for step in range(STEPS):
        loss = loss_of(model, tokens[step], targets[step])
        for p in model.parameters():
            p.grad = None
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)


def random_problem():
    model = GPT()
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.ndim == 2:
                p.normal_(0, 1 if "mbedding" in name else 0.7 / math.sqrt(p.shape[1]))
            else:
                p.uniform_(0.1, 1)
    tokens = torch.randint(VOCABULARY, (STEPS, BATCH, LENGTH))
    targets = torch.randint(VOCABULARY, (STEPS, BATCH, LENGTH))
    targets[torch.rand(targets.shape) < 0.1] = -1
    return model, tokens, targets


def rounding_error(model, tokens, targets):
    """The largest relative error of PyTorch's own float32 gradients, against float64."""
    exact = copy.deepcopy(model).double()
    single = copy.deepcopy(model)
    for m in (exact, single):
        loss_of(m, tokens, targets).backward()
    pairs = zip(single.parameters(), exact.parameters())
    return max(((p.grad - q.grad).norm() / q.grad.norm()).item() for p, q in pairs)


def main():
    path, seed = sys.argv[1], int(sys.argv[2])
    torch.manual_seed(seed)
    model, tokens, targets = random_problem()
    # The gradients of the residual scalars are sums that nearly cancel, now and then so nearly that PyTorch's are
    # themselves wrong by more than 1e-5. Nothing can be compared with those: draw again.
    while rounding_error(model, tokens[0], targets[0]) > 3e-6:
        model, tokens, targets = random_problem()
    golden = {"tokens": tokens, "targets": targets}

    def add(prefix, named):
        golden.update({f"{prefix}.{name}": value.detach().clone() for name, value in named})

    add("weight", model.named_parameters())
    golden["logits"] = model(tokens[0]).detach().clone()
    loss = loss_of(model, tokens[0], targets[0])
    loss.backward()
    golden["loss"] = loss.detach()
    add("grad", ((name, p.grad) for name, p in model.named_parameters()))

    adamw_model = copy.deepcopy(model)
    decayed = [p for p in adamw_model.parameters() if p.ndim == 2]
    others = [p for p in adamw_model.parameters() if p.ndim != 2]
    adamw = torch.optim.AdamW(
        [
            {"params": decayed, "lr": 3e-3, "betas": (0.8, 0.95), "eps": 1e-5, "weight_decay": 0.1},
            {"params": others, "lr": 1e-2, "betas": (0.9, 0.99), "eps": 1e-5, "weight_decay": 0.0},
        ],
        foreach=False,
    )
    golden["adamw_losses"] = losses_of(adamw_model, [adamw], tokens, targets)
    add("adamw", adamw_model.named_parameters())

    muon_model = copy.deepcopy(model)
    matrices = [p for name, p in muon_model.named_parameters() if name.startswith("blocks.")]
    rest = [p for name, p in muon_model.named_parameters() if not name.startswith("blocks.")]
    optimizers = [
        Muon(matrices, lr=0.02, momentum=0.9, beta2=0.95, decay=0.002),
        torch.optim.AdamW(rest, lr=3e-3, betas=(0.8, 0.95), eps=1e-5, weight_decay=0.0, foreach=False),
    ]
    golden["muon_losses"] = losses_of(muon_model, optimizers, tokens, targets)
    add("muon", muon_model.named_parameters())
    save_file(golden, path)


main()
