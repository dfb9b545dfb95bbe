import Torch

/// Makes matrices orthogonal by products alone (Amsel et al. 2025, arXiv:2505.16932).
public enum PolarExpress {
  /// The (a, b, c) of each step: the optimal odd quintics for singular values from 10⁻³ to 1, as nanochat uses them
  /// (paper's cushion 2, safety factor 2 %).
  public static let coefficients: [(a: Double, b: Double, c: Double)] = [
    (8.156554524902461, -22.48329292557795, 15.878769915207462),
    (4.042929935166739, -2.808917465908714, 0.5000178451051316),
    (3.8916678022926607, -2.772484153217685, 0.5060648178503393),
    (3.285753657755655, -2.3681294933425376, 0.46449024233003106),
    (2.3465413258596377, -1.7097828382687081, 0.42323551169305323),
  ]

  /// Brings the singular values of each matrix near 1 and leaves its singular vectors. [n, r, c] → [n, r, c]
  ///
  /// - Parameter steps: how many of `coefficients` are applied.
  public static func orthogonalize(_ matrices: Tensor, steps: Int = coefficients.count) -> Tensor {
    precondition(matrices.shape.count == 3, "PolarExpress: a stack of matrices, not \(matrices.shape)")
    let isTall = matrices.shape[1] > matrices.shape[2]
    // With rows ≤ columns the Gram matrix is the smaller one.
    var x = isTall ? matrices.transpose(1, 2) : matrices
    x = x / (x.norm(dim: [-2, -1], keepDim: true) * 1.02 + 1e-6)
    for (a, b, c) in coefficients.prefix(steps) {
      let gram = x.bmm(x.transpose(1, 2))  // [n, r, r]
      let inner = gram.baddbmm(gram, gram, beta: b, alpha: c)  // b·G + c·G²
      x = x.baddbmm(inner, x, beta: a, alpha: 1)  // a·X + (b·G + c·G²)·X
    }
    return isTall ? x.transpose(1, 2) : x
  }
}
