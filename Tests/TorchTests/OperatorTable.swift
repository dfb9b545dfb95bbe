import Torch

/// The Swift side of the cases in Python/operators.py, by the same names.
enum OperatorTable {
  typealias Operator = ([Tensor]) -> [Tensor]

  static var all: [String: Operator] {
    [arithmetic, reductions, shapes, indexing, algebra, functions].reduce(into: [:]) { all, part in
      all.merge(part) { _, _ in preconditionFailure("two operators of one name") }
    }
  }

  private static var arithmetic: [String: Operator] {
    [
      "add": { [$0[0] + $0[1]] },
      "sub": { [$0[0] - $0[1]] },
      "mul": { [$0[0] * $0[1]] },
      "div": { [$0[0] / $0[1]] },
      "scalars": { [(2 * $0[0] + 1.5 - 3) / 4 - (1 - $0[0]) * 0.5] },
      "scalar over tensor": { [2 / $0[0]] },
      "integer arithmetic": { [($0[0] * 3 - 2) + 5] },
      "integer division": { [$0[0] / 2] },
      "floorDivide": { [$0[0].floorDivide($0[1])] },
      "remainder": { [$0[0].remainder(4)] },
      "negated": { [-$0[0]] },
      "pow": { [$0[0].pow($0[1])] },
      "cubed": { [$0[0].pow(3)] },
      "add alpha": { [$0[0].clone().add_($0[1], alpha: 0.3)] },
      "sub alpha": { [$0[0].clone().sub_($0[1], alpha: 2)] },
      "in place": { [$0[0].clone().mul_($0[1]).add_(1).div_(3).sub_(0.5).mul_(2)] },
      "minimum": { [$0[0].minimum($0[1])] },
      "maximum": { [$0[0].maximum($0[1])] },
      "clamp": { [$0[0].clamp(min: -0.5, max: 0.7)] },
      "clamp below": { [$0[0].clamp(min: 0.1)] },
      "lerp": { [$0[0].lerp($0[1], weight: 0.3)] },
      "lerp weights": { [$0[0].lerp($0[1], weight: $0[2])] },
      "addcmul": { [$0[0].addcmul($0[1], $0[2], value: 0.5)] },
      "addcdiv": { [$0[0].addcdiv($0[1], $0[2], value: 0.5)] },
      "atan2": { [$0[0].atan2($0[1])] },
      "logAddExp": { [$0[0].logAddExp($0[1])] },
      "nanToNum": { [$0[0].nanToNum(nan: 2, positiveInfinity: 3)] },
      "abs": { [$0[0].abs()] },
      "sign": { [$0[0].sign()] },
      "square": { [$0[0].square()] },
      "exp": { [$0[0].exp()] },
      "exp2": { [$0[0].exp2()] },
      "expm1": { [$0[0].expm1()] },
      "sin": { [$0[0].sin()] },
      "cos": { [$0[0].cos()] },
      "tan": { [$0[0].tan()] },
      "erf": { [$0[0].erf()] },
      "floor": { [$0[0].floor()] },
      "ceil": { [$0[0].ceil()] },
      "round": { [$0[0].round()] },
      "trunc": { [$0[0].trunc()] },
      "sqrt": { [$0[0].sqrt()] },
      "rsqrt": { [$0[0].rsqrt()] },
      "reciprocal": { [$0[0].reciprocal()] },
      "log": { [$0[0].log()] },
      "log2": { [$0[0].log2()] },
      "log10": { [$0[0].log10()] },
      "log1p": { [$0[0].log1p()] },
    ]
  }

  private static var reductions: [String: Operator] {
    [
      "sum": { [$0[0].sum()] },
      "sum dims": { [$0[0].sum(dim: [0, 2], keepDim: true)] },
      "sum of integers": { [$0[0].sum(dim: 1)] },
      "mean": { [$0[0].mean(dim: -1)] },
      "mean of all": { [$0[0].mean()] },
      "prod": { [$0[0].prod(dim: 1)] },
      "variance": { [$0[0].variance(dim: [1], correction: 0)] },
      "variance of all": { [$0[0].variance()] },
      "std": { [$0[0].std(dim: 2, keepDim: true)] },
      "max": { [$0[0].max()] },
      "max dim": { pair($0[0].max(dim: 1)) },
      "min dim": { pair($0[0].min(dim: -1, keepDim: true)) },
      "amax": { [$0[0].amax(dim: [0, 1])] },
      "amin": { [$0[0].amin(dim: [2], keepDim: true)] },
      "argmax": { [$0[0].argmax(dim: 1)] },
      "argmin of all": { [$0[0].argmin()] },
      "any": { [$0[0].any(dim: 1)] },
      "all": { [$0[0].all()] },
      "logSumExp": { [$0[0].logSumExp(dim: [1, 2])] },
      "cumsum": { [$0[0].cumsum(dim: 1)] },
      "cumprod": { [$0[0].cumprod(dim: 2)] },
      "median": { pair($0[0].median(dim: 1)) },
      "quantile": { [$0[0].quantile(0.3, dim: 1)] },
      "countNonzero": { [$0[0].countNonzero(dim: [1])] },
      "norm": { [$0[0].norm()] },
      "norm dims": { [$0[0].norm(order: 3, dim: [1, 2], keepDim: true)] },
      "bincount": { [$0[0].bincount(weights: $0[1].detach(), minLength: 7)] },
      "histogram": { [$0[0].detach().histogram(bins: 8, min: -2, max: 2)] },
      "equal": { [$0[0] .== $0[1]] },
      "compare": { [$0[0] .< $0[1], $0[0] .<= 0, $0[0] .> $0[1], $0[0] .>= 0.5, $0[0] .!= $0[1]] },
      "logical": {
        [
          $0[0].bitwiseAnd($0[1]), $0[0].logicalOr($0[1]), $0[0].bitwiseXor($0[1]), $0[0].logicalNot(),
          $0[0].logicalXor($0[1]),
        ]
      },
      "isNaN": { [$0[0].isNaN(), $0[0].isInfinite(), $0[0].isFinite()] },
    ]
  }

  private static var shapes: [String: Operator] {
    [
      "view": { [$0[0].view([6, -1])] },
      "transpose": { [$0[0].transpose(1, 2).reshape([2, 12])] },
      "permute": { [$0[0].permute([2, 0, 1]).contiguous()] },
      "moveDim": { [$0[0].moveDim(0, to: 2)] },
      "squeeze": { [$0[0].squeeze(), $0[0].squeeze(1)] },
      "unsqueeze": { [$0[0].unsqueeze(1)] },
      "expand": { [$0[0].expand([2, 3, 4])] },
      "repeat": { [$0[0].repeat([2, 1, 3])] },
      "repeatInterleave": { [$0[0].repeatInterleave(2, dim: 1)] },
      "flatten": { [$0[0].flatten(from: 1)] },
      "unflatten": { [$0[0].unflatten(1, into: [2, 2])] },
      "flip": { [$0[0].flip([0, 2])] },
      "roll": { [$0[0].roll(1, dim: 1)] },
      "tril": { [$0[0].tril(), $0[0].triu(1)] },
      "diag": { [$0[0].diag(1), $0[0].diagonal(), $0[0][0].diag()] },
      "unfold": { [$0[0].unfold(dim: 1, size: 4, step: 2)] },
      "pad": { [$0[0].pad([1, 2, 0, 1], value: 0.5)] },
      "split": { $0[0].split(3) },
      "split sizes": { $0[0].split([2, 5], dim: 1) },
      "chunk": { $0[0].chunk(3, dim: 1) },
      "unbind": { $0[0].unbind(dim: 1) },
      "cat": { [.cat($0)] },
      "stack": { [.stack($0, dim: 1)] },
      "view as": { [$0[0].view(as: .uint8)] },
    ]
  }

  private static var indexing: [String: Operator] {
    [
      "subscript": { [$0[0][1], $0[0][0..<1], $0[0][-1][1...]] },
      "index": { [$0[0][$0[1]]] },
      "index pairs": { [$0[0].index([$0[1], $0[2]])] },
      "mask": { [$0[0][$0[1]]] },
      "put": { [$0[0].clone().putIndices_([$0[1]], $0[2], accumulate: true)] },
      "narrow": { [$0[0].narrow(dim: 2, start: 1, length: 2)] },
      "select": { [$0[0].select(dim: 1, index: 2)] },
      "slice": { [$0[0].slice(dim: 1, 1..<8, step: 2)] },
      "indexSelect": { [$0[0].indexSelect(dim: 1, index: $0[1])] },
      "indexAdd": { [$0[0].indexAdd(dim: 0, index: $0[1], source: $0[2], alpha: 0.5)] },
      "gather": { [$0[0].gather(dim: 1, index: $0[1])] },
      "takeAlong": { [$0[0].takeAlong(dim: 1, index: $0[1])] },
      "scatter": { [$0[0].scatter(dim: 1, index: $0[1], source: $0[2])] },
      "scatter value": { [$0[0].scatter(dim: 1, index: $0[1], value: 7.0)] },
      "scatterAdd": { [$0[0].scatterAdd(dim: 1, index: $0[1], source: $0[2])] },
      "where": { [.where($0[0], $0[1], $0[2])] },
      "where number": { [.where($0[0], $0[1], 0.5), .where($0[0], -1.0, $0[1])] },
      "maskedFill": { [$0[0].maskedFill($0[1], -3.0)] },
      "maskedSelect": { [$0[0].maskedSelect($0[1])] },
      "nonzero": { [$0[0].nonzero()] },
      "oneHot": { [$0[0].oneHot(classes: 6)] },
      "sort": { pair($0[0].sort(dim: 1, descending: true)) },
      "stable sort": { pair($0[0].sort(stable: true)) },
      "argsort": { [$0[0].argsort(dim: 0)] },
      "topK": { pair($0[0].topK(3, dim: 1)) },
      "searchSorted": { [$0[0].searchSorted($0[1], right: true)] },
      "unique": {
        let (values, inverse, counts) = $0[0].unique()
        return [values, inverse, counts]
      },
    ]
  }

  private static var algebra: [String: Operator] {
    [
      "matmul": { [$0[0].matmul($0[1])] },
      "mm": { [$0[0].mm($0[1])] },
      "bmm": { [$0[0].bmm($0[1])] },
      "addmm": { [$0[0].addmm($0[1], $0[2], beta: 0.5, alpha: 2)] },
      "baddbmm": { [$0[0].baddbmm($0[1], $0[2], beta: 0.5, alpha: 2)] },
      "dot": { [$0[0].dot($0[1])] },
      "outer": { [$0[0].outer($0[1])] },
      "einsum": { [.einsum("bij,bkj->bik", $0)] },
      "trace": { [$0[0].trace()] },
      "qr": { pair($0[0].qr()) },
      "singularValues": { [$0[0].singularValues()] },
      "svd": {
        let (u, s, vh) = $0[0].svd()
        return [u.matmul(s.diag()).matmul(vh)]
      },
      "symmetricEigen": { [$0[0].symmetricEigen().values] },
      "cholesky": { [$0[0].cholesky()] },
      "solve": { [$0[0].solve($0[1])] },
      "solveTriangular": { [$0[0].solveTriangular($0[1], upper: false)] },
      "inverse": { [$0[0].inverse()] },
      "determinant": { [$0[0].determinant()] },
      "matrixNorm": { [$0[0].matrixNorm(order: 2)] },
    ]
  }

  private static func pair(_ tensors: (Tensor, Tensor)) -> [Tensor] { [tensors.0, tensors.1] }
}
