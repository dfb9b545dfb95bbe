"""Computes operators in PyTorch on random inputs: operators.py FOLDER SEED

Writes FOLDER/tensors.bin and FOLDER/cases.json: for each case its inputs, its outputs and, where the outputs can be
differentiated, the gradients of sum(output * cos(0, 1, 2, ...)) with respect to the floating-point inputs.
"""

import json
import math
import sys

import torch
import torch.nn.functional as F

folder, seed = sys.argv[1], int(sys.argv[2])
torch.manual_seed(seed)
CASES = []


def case(name, *inputs):
    def register(function):
        CASES.append((name, inputs, function))
        return function

    return register


def r(*shape):
    return torch.randn(*shape)


def positive(*shape):
    return torch.rand(*shape) + 0.1


def integers(low, high, *shape):
    return torch.randint(low, high, shape)


def apart(*shape):
    """Values with no ties, so that orders and extremes are unique."""
    count = math.prod(shape)
    return (torch.randperm(count).float() + torch.rand(count) * 0.5).reshape(shape) / count - 0.5


# Arithmetic
a, b, row = r(3, 4), r(3, 4), r(4)
case("add", a, row)(lambda x, y: x + y)
case("sub", a, b)(lambda x, y: x - y)
case("mul", a, row)(lambda x, y: x * y)
case("div", a, positive(3, 4))(lambda x, y: x / y)
case("scalars", a)(lambda x: (2 * x + 1.5 - 3) / 4 - (1 - x) * 0.5)
case("scalar over tensor", positive(3, 4))(lambda x: 2 / x)
case("integer arithmetic", integers(-9, 9, 3, 4))(lambda x: (x * 3 - 2) + 5)
case("integer division", integers(-9, 9, 3, 4))(lambda x: x / 2)
case("floorDivide", integers(-9, 9, 3, 4), integers(1, 5, 3, 4))(lambda x, y: x // y)
case("remainder", integers(-9, 9, 3, 4))(lambda x: x % 4)
case("negated", a)(lambda x: -x)
case("pow", positive(3, 4), r(3, 4))(lambda x, y: x**y)
case("cubed", a)(lambda x: x**3)
case("add alpha", a, b)(lambda x, y: x.clone().add_(y, alpha=0.3))
case("sub alpha", a, b)(lambda x, y: x.clone().sub_(y, alpha=2))
case("in place", a, b)(lambda x, y: x.clone().mul_(y).add_(1).div_(3).sub_(0.5).mul_(2))
case("minimum", a, b)(torch.minimum)
case("maximum", a, b)(torch.maximum)
case("clamp", a)(lambda x: x.clamp(-0.5, 0.7))
case("clamp below", a)(lambda x: x.clamp(min=0.1))
case("lerp", a, b)(lambda x, y: x.lerp(y, 0.3))
case("lerp weights", a, b, r(3, 4))(lambda x, y, w: x.lerp(y, w))
case("addcmul", a, b, r(3, 4))(lambda x, y, z: x.addcmul(y, z, value=0.5))
case("addcdiv", a, b, positive(3, 4))(lambda x, y, z: x.addcdiv(y, z, value=0.5))
case("atan2", a, b)(torch.atan2)
case("logAddExp", a, b)(torch.logaddexp)
case("nanToNum", torch.tensor([1.0, float("nan"), float("inf"), -float("inf")]))(
    lambda x: torch.nan_to_num(x, nan=2.0, posinf=3.0)
)

# Elementwise
for name in "abs sign square exp exp2 expm1 sin cos tan erf floor ceil round trunc".split():
    case(name, r(3, 4) * 2)(getattr(torch, name))
for name in "sqrt rsqrt reciprocal log log2 log10 log1p".split():
    case(name, positive(3, 4))(getattr(torch, name))

# Reductions
x = r(2, 3, 4)
case("sum", x)(lambda x: x.sum())
case("sum dims", x)(lambda x: x.sum(dim=[0, 2], keepdim=True))
case("sum of integers", integers(0, 9, 3, 4))(lambda x: x.sum(dim=1))
case("mean", x)(lambda x: x.mean(dim=-1))
case("mean of all", x)(lambda x: x.mean())
case("prod", x)(lambda x: x.prod(dim=1))
case("variance", x)(lambda x: x.var(dim=[1], correction=0))
case("variance of all", x)(lambda x: x.var())
case("std", x)(lambda x: x.std(dim=2, keepdim=True))
case("max", apart(3, 4))(lambda x: x.max())
case("max dim", apart(2, 3, 4))(lambda x: tuple(x.max(dim=1)))
case("min dim", apart(2, 3, 4))(lambda x: tuple(x.min(dim=-1, keepdim=True)))
case("amax", apart(2, 3, 4))(lambda x: x.amax(dim=[0, 1]))
case("amin", apart(2, 3, 4))(lambda x: x.amin(dim=[2], keepdim=True))
case("argmax", apart(3, 4))(lambda x: x.argmax(dim=1))
case("argmin of all", apart(3, 4))(lambda x: x.argmin())
case("any", x > 1)(lambda x: x.any(dim=1))
case("all", x > -1)(lambda x: x.all())
case("logSumExp", x)(lambda x: x.logsumexp(dim=[1, 2]))
case("cumsum", x)(lambda x: x.cumsum(1))
case("cumprod", x)(lambda x: x.cumprod(2))
case("median", apart(3, 5))(lambda x: tuple(x.median(dim=1)))
case("quantile", apart(3, 5))(lambda x: x.quantile(0.3, dim=1))
case("countNonzero", integers(0, 3, 3, 4))(lambda x: x.count_nonzero(dim=[1]))
case("norm", x)(lambda x: x.norm())
case("norm dims", x)(lambda x: torch.linalg.vector_norm(x, 3, dim=[1, 2], keepdim=True))
case("bincount", integers(0, 5, 20), positive(20))(lambda x, w: torch.bincount(x, w.detach(), 7))
case("histogram", r(50))(lambda x: torch.histc(x.detach(), 8, -2, 2))

# Comparison
case("equal", integers(0, 3, 3, 4), integers(0, 3, 3, 4))(lambda x, y: x == y)
case("compare", a, b)(lambda x, y: (x < y, x <= 0, x > y, x >= 0.5, x != y))
case("logical", a > 0, b > 0)(lambda x, y: (x & y, x | y, x ^ y, ~x, torch.logical_xor(x, y)))
case("isNaN", torch.tensor([1.0, float("nan"), float("inf")]))(lambda x: (x.isnan(), x.isinf(), x.isfinite()))

# Shape
case("view", x)(lambda x: x.view(6, -1))
case("transpose", x)(lambda x: x.transpose(1, 2).reshape(2, 12))
case("permute", x)(lambda x: x.permute(2, 0, 1).contiguous())
case("moveDim", x)(lambda x: x.movedim(0, 2))
case("squeeze", r(2, 1, 3, 1))(lambda x: (x.squeeze(), x.squeeze(1)))
case("unsqueeze", a)(lambda x: x.unsqueeze(1))
case("expand", r(3, 1))(lambda x: x.expand(2, 3, 4))
case("repeat", a)(lambda x: x.repeat(2, 1, 3))
case("repeatInterleave", a)(lambda x: x.repeat_interleave(2, dim=1))
case("flatten", x)(lambda x: x.flatten(1))
case("unflatten", a)(lambda x: x.unflatten(1, [2, 2]))
case("flip", x)(lambda x: x.flip([0, 2]))
case("roll", x)(lambda x: x.roll(1, 1))
case("tril", r(4, 4))(lambda x: (x.tril(), x.triu(1)))
case("diag", r(4, 4))(lambda x: (x.diag(1), x.diagonal(), torch.diag(x[0])))
case("unfold", r(3, 10))(lambda x: x.unfold(1, 4, 2))
case("pad", a)(lambda x: F.pad(x, (1, 2, 0, 1), value=0.5))
case("split", r(7, 3))(lambda x: x.split(3))
case("split sizes", r(3, 7))(lambda x: x.split([2, 5], dim=1))
case("chunk", r(3, 7))(lambda x: x.chunk(3, dim=1))
case("unbind", a)(lambda x: x.unbind(1))
case("cat", a, r(2, 4))(lambda x, y: torch.cat([x, y]))
case("stack", a, b)(lambda x, y: torch.stack([x, y], dim=1))
case("view as", integers(-9, 9, 3, 4).int())(lambda x: x.view(torch.uint8))

# Indexing
case("subscript", x)(lambda x: (x[1], x[0:1], x[-1][1:]))
case("index", x, integers(0, 2, 5))(lambda x, i: x[i])
case("index pairs", a, integers(0, 3, 5), integers(0, 4, 5))(lambda x, i, j: x[i, j])
case("mask", a, b > 0)(lambda x, m: x[m])
case("put", a, integers(0, 3, 4), r(4, 4))(lambda x, i, v: x.clone().index_put_([i], v, accumulate=True))
case("narrow", x)(lambda x: x.narrow(2, 1, 2))
case("select", x)(lambda x: x.select(1, 2))
case("slice", r(3, 9))(lambda x: x[:, 1:8:2])
case("indexSelect", a, integers(0, 4, 6))(lambda x, i: x.index_select(1, i))
case("indexAdd", a, torch.randperm(3), b)(lambda x, i, s: x.index_add(0, i, s, alpha=0.5))
case("gather", a, integers(0, 4, 3, 2))(lambda x, i: x.gather(1, i))
case("takeAlong", a, integers(0, 4, 3, 1))(lambda x, i: torch.take_along_dim(x, i, 1))
case("scatter", a, torch.stack([torch.randperm(4)[:2] for _ in range(3)]), r(3, 2))(lambda x, i, s: x.scatter(1, i, s))
case("scatter value", a, integers(0, 4, 3, 2))(lambda x, i: x.scatter(1, i, 7.0))
case("scatterAdd", a, integers(0, 4, 3, 2), r(3, 2))(lambda x, i, s: x.scatter_add(1, i, s))
case("where", a > 0, a, b)(torch.where)
case("where number", a > 0, a)(lambda c, x: (torch.where(c, x, 0.5), torch.where(c, -1.0, x)))
case("maskedFill", a, b > 0)(lambda x, m: x.masked_fill(m, -3.0))
case("maskedSelect", a, b > 0)(torch.masked_select)
case("nonzero", integers(0, 2, 3, 4))(lambda x: x.nonzero())
case("oneHot", integers(0, 5, 3))(lambda x: F.one_hot(x, 6))
case("sort", apart(3, 5))(lambda x: tuple(x.sort(dim=1, descending=True)))
case("stable sort", integers(0, 3, 20))(lambda x: tuple(x.sort(stable=True)))
case("argsort", apart(3, 5))(lambda x: x.argsort(dim=0))
case("topK", apart(3, 9))(lambda x: tuple(x.topk(3, dim=1)))
case("searchSorted", r(9).sort()[0], r(5))(lambda x, y: torch.searchsorted(x, y, right=True))
case("unique", integers(0, 5, 20))(lambda x: x.unique(return_inverse=True, return_counts=True))

# Linear algebra
square = r(4, 4)
spd = square @ square.T + 4 * torch.eye(4)
case("matmul", r(2, 3, 4), r(4, 5))(torch.matmul)
case("mm", r(3, 4), r(4, 5))(torch.mm)
case("bmm", r(2, 3, 4), r(2, 4, 5))(torch.bmm)
case("addmm", r(3, 5), r(3, 4), r(4, 5))(lambda x, y, z: x.addmm(y, z, beta=0.5, alpha=2))
case("baddbmm", r(2, 3, 5), r(2, 3, 4), r(2, 4, 5))(lambda x, y, z: x.baddbmm(y, z, beta=0.5, alpha=2))
case("dot", r(6), r(6))(torch.dot)
case("outer", r(3), r(4))(torch.outer)
case("einsum", r(2, 3, 4), r(2, 5, 4))(lambda x, y: torch.einsum("bij,bkj->bik", x, y))
case("trace", square)(torch.trace)
case("qr", r(5, 3))(lambda x: tuple(torch.linalg.qr(x)))
case("singularValues", r(5, 3))(torch.linalg.svdvals)
case("svd", r(5, 3))(lambda x: (lambda u, s, v: u @ torch.diag(s) @ v)(*torch.linalg.svd(x, full_matrices=False)))
case("symmetricEigen", spd)(lambda x: torch.linalg.eigh(x)[0])
case("cholesky", spd)(torch.linalg.cholesky)
case("solve", spd, r(4, 2))(torch.linalg.solve)
case("solveTriangular", spd.tril(), r(4, 2))(lambda x, y: torch.linalg.solve_triangular(x, y, upper=False))
case("inverse", spd)(torch.linalg.inv)
case("determinant", spd)(torch.linalg.det)
case("matrixNorm", r(3, 4))(lambda x: torch.linalg.matrix_norm(x, 2))

# Activations
case("relu", a)(torch.relu)
case("gelu", a)(F.gelu)
case("gelu tanh", a)(lambda x: F.gelu(x, approximate="tanh"))
case("silu", a)(F.silu)
case("mish", a)(F.mish)
case("sigmoid", a)(torch.sigmoid)
case("tanh", a)(torch.tanh)
case("logSigmoid", a)(F.logsigmoid)
case("leakyRelu", a)(lambda x: F.leaky_relu(x, 0.2))
case("elu", a)(lambda x: F.elu(x, 0.5))
case("softplus", a)(lambda x: F.softplus(x, 2))
case("hardtanh", a)(F.hardtanh)
case("softmax", x)(lambda x: x.softmax(1))
case("logSoftmax", x)(lambda x: x.log_softmax(-1))
case("glu", a)(lambda x: F.glu(x, 1))

# Layers
q, k, v = r(2, 3, 5, 8), r(2, 3, 5, 8), r(2, 3, 5, 8)
case("attention causal", q, k, v)(lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True))
case("attention mask", q, k, v, r(5, 5) > -1)(
    lambda q, k, v, m: F.scaled_dot_product_attention(q, k, v, attn_mask=m | torch.eye(5, dtype=torch.bool), scale=0.2)
)
case("attention grouped", r(2, 4, 5, 8), r(2, 2, 5, 8), r(2, 2, 5, 8))(
    lambda q, k, v: F.scaled_dot_product_attention(q, k, v, enable_gqa=True)
)
case("embedding", integers(0, 9, 3, 4), r(9, 5))(F.embedding)
case("linear", r(2, 3, 4), r(5, 4), r(5))(F.linear)
case("layerNorm", r(3, 6), r(6), r(6))(lambda x, w, b: F.layer_norm(x, [6], w, b))
case("rmsNorm", r(3, 6), r(6))(lambda x, w: (F.rms_norm(x, [6]), F.rms_norm(x, [6], w, 1e-3)))
case("groupNorm", r(2, 6, 3), r(6), r(6))(lambda x, w, b: F.group_norm(x, 2, w, b))
case("batchNorm", r(4, 3, 5), r(3), r(3))(lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True))
case("batchNorm eval", r(4, 3, 5), r(3), positive(3))(lambda x, m, s: F.batch_norm(x, m.detach(), s.detach()))
case("conv1d", r(2, 4, 9), r(6, 2, 3), r(6))(lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=1, groups=2))
case("conv2d", r(2, 3, 8, 9), r(4, 3, 3, 2), r(4))(lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 0)))
case("convTranspose2d", r(2, 3, 4, 5), r(3, 4, 3, 3))(lambda x, w: F.conv_transpose2d(x, w, stride=2, output_padding=1))
case("maxPool1d", apart(2, 3, 9))(lambda x: F.max_pool1d(x, 3, 2))
case("maxPool2d", apart(2, 3, 8, 8))(lambda x: F.max_pool2d(x, 3, 2, 1))
case("avgPool2d", r(2, 3, 8, 8))(lambda x: F.avg_pool2d(x, 2))
case("adaptiveAvgPool2d", r(2, 3, 8, 8))(lambda x: F.adaptive_avg_pool2d(x, (2, 3)))
case("adaptiveMaxPool2d", apart(2, 3, 8, 8))(lambda x: F.adaptive_max_pool2d(x, (2, 3)))
case("upsampleNearest2d", r(2, 3, 4, 4))(lambda x: F.interpolate(x, (8, 6)))
case("upsampleBilinear2d", r(2, 3, 4, 4))(lambda x: F.interpolate(x, (8, 6), mode="bilinear"))

# Losses
logits, classes = r(6, 5), integers(0, 5, 6)
case("crossEntropy", logits, classes)(F.cross_entropy)
case("crossEntropy options", logits, classes, positive(5))(
    lambda x, y, w: F.cross_entropy(x, y, w.detach(), ignore_index=2, reduction="sum", label_smoothing=0.1)
)
case("negativeLogLikelihood", logits, classes)(lambda x, y: F.nll_loss(x.log_softmax(1), y, reduction="none"))
case("meanSquaredError", a, b)(F.mse_loss)
case("absoluteError", a, b)(F.l1_loss)
case("smoothAbsoluteError", a, b)(lambda x, y: F.smooth_l1_loss(x, y, beta=0.5))
case("huber", a, b)(lambda x, y: F.huber_loss(x, y, delta=0.5))
case("binaryCrossEntropyWithLogits", a, (b > 0).float())(F.binary_cross_entropy_with_logits)
case("klDivergence", r(3, 4).log_softmax(1), r(3, 4).softmax(1))(lambda x, y: F.kl_div(x, y, reduction="sum"))
case("cosineSimilarity", a, b)(F.cosine_similarity)

# Factories and conversion
case("arange")(lambda: (torch.arange(5), torch.arange(2, 11, 3), torch.arange(0.5, 2, 0.25)))
case("linspace")(lambda: (torch.linspace(-1, 1, 7), torch.eye(3), torch.full([2], 2.5)))
case("to bfloat16", a)(lambda x: (x.to(torch.bfloat16).float(), x.to(torch.float64), x.to(torch.int32)))


def described(tensor, file):
    tensor = tensor.detach().contiguous()
    start = file.tell()
    if tensor.numel():
        file.write(bytes(tensor.reshape(-1).view(torch.uint8).tolist()))
    return {
        "shape": list(tensor.shape),
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "offset": start,
        "count": file.tell() - start,
    }


def run(name, inputs, function, file):
    leaves = [x.detach().clone().requires_grad_(x.is_floating_point()) for x in inputs]
    outputs = function(*leaves)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    total = 0
    for output in outputs:
        if output.requires_grad:
            weights = torch.arange(output.numel(), dtype=torch.float64).cos().to(output.dtype)
            total = total + (output * weights.reshape(output.shape)).sum().double()
    gradients = []
    if isinstance(total, torch.Tensor):
        floating = [x for x in leaves if x.requires_grad]
        gradients = [
            torch.zeros_like(x) if g is None else g
            for x, g in zip(floating, torch.autograd.grad(total, floating, allow_unused=True))
        ]
    return {
        "name": name,
        "inputs": [described(x, file) for x in leaves],
        "outputs": [described(x, file) for x in outputs],
        "gradients": [described(x, file) for x in gradients],
    }


with open(f"{folder}/tensors.bin", "wb") as file:
    cases = [run(name, inputs, function, file) for name, inputs, function in CASES]
with open(f"{folder}/cases.json", "w") as file:
    json.dump({"seed": seed, "torch": torch.__version__, "cases": cases}, file)
