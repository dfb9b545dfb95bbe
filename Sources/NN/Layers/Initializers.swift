import Torch

/// Fills weights in place. Each function follows `torch.nn.init` and draws the same numbers for the same seed.
public enum Initializers {
  /// What a layer's function does to the variance of what goes through it (`torch.nn.init.calculate_gain`).
  public enum Nonlinearity: Equatable, Sendable {
    /// None, or sigmoid: 1.
    case linear
    /// tanh: 5/3.
    case tanh
    /// ReLU: √2.
    case relu
    /// Leaky ReLU with its slope a: √(2 / (1 + a²)).
    case leakyReLU(slope: Double)

    /// The factor on the standard deviation.
    public var gain: Double {
      switch self {
      case .linear: 1
      case .tanh: 5.0 / 3
      case .relu: 2.0.squareRoot()
      case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
      }
    }
  }

  /// Which side of a weight keeps its variance.
  public enum FanMode: Equatable, Sendable {
    /// The forward pass: inputs times kernel size.
    case fanIn
    /// The backward pass: outputs times kernel size.
    case fanOut
  }

  /// Zeros.
  public static func zeros(_ tensor: Tensor) {
    noGrad { _ = tensor.zero_() }
  }

  /// One value everywhere.
  public static func constant(_ tensor: Tensor, _ value: Double) {
    noGrad { _ = tensor.fill_(value) }
  }

  /// Uniform on [low, high).
  public static func uniform(_ tensor: Tensor, _ low: Double = 0, _ high: Double = 1) {
    noGrad { _ = tensor.uniform_(low, high) }
  }

  /// Normal with this mean and standard deviation.
  public static func normal(_ tensor: Tensor, mean: Double = 0, std: Double = 1) {
    noGrad { _ = tensor.normal_(mean: mean, std: std) }
  }

  /// Uniform on ±gain·√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
  public static func xavierUniform(_ tensor: Tensor, gain: Double = 1) {
    let (fanIn, fanOut) = fans(of: tensor)
    let bound = gain * (6 / Double(fanIn + fanOut)).squareRoot()
    uniform(tensor, -bound, bound)
  }

  /// Normal with standard deviation gain·√(2 / (fanIn + fanOut)) (Glorot and Bengio 2010).
  public static func xavierNormal(_ tensor: Tensor, gain: Double = 1) {
    let (fanIn, fanOut) = fans(of: tensor)
    normal(tensor, std: gain * (2 / Double(fanIn + fanOut)).squareRoot())
  }

  /// Uniform on ±gain·√(3 / fan) (He et al. 2015).
  public static func kaimingUniform(
    _ tensor: Tensor, _ nonlinearity: Nonlinearity = .leakyReLU(slope: 0), mode: FanMode = .fanIn
  ) {
    let bound = 3.0.squareRoot() * kaimingStd(tensor, nonlinearity, mode)
    uniform(tensor, -bound, bound)
  }

  /// Normal with standard deviation gain / √fan (He et al. 2015).
  public static func kaimingNormal(
    _ tensor: Tensor, _ nonlinearity: Nonlinearity = .leakyReLU(slope: 0), mode: FanMode = .fanIn
  ) {
    normal(tensor, std: kaimingStd(tensor, nonlinearity, mode))
  }

  /// A (semi-)orthogonal matrix of the first dimension by all others, times `gain` (Saxe et al. 2013).
  public static func orthogonal(_ tensor: Tensor, gain: Double = 1) {
    precondition(
      tensor.shape.count >= 2, "orthogonal: a tensor of at least 2 dimensions, not \(tensor.shape)")
    guard tensor.count > 0 else { return }
    noGrad {
      let rows = tensor.shape[0]
      let columns = tensor.count / rows
      let gaussian = Tensor.empty([rows, columns], dtype: tensor.dtype, device: tensor.device)
      normal(gaussian)
      var (q, r) = (rows < columns ? gaussian.transpose(0, 1) : gaussian).qr()
      // QR is unique once R's diagonal is positive: that makes Q uniform over the orthogonal matrices.
      q = q * r.diagonal().sign()
      tensor.copy_((rows < columns ? q.transpose(0, 1) : q).reshape(tensor.shape)).mul_(gain)
    }
  }

  /// PyTorch's default for linear and convolution layers: both weight and bias uniform on ±1/√fanIn.
  static func layerDefault(weight: Tensor, bias: Tensor?) {
    kaimingUniform(weight, .leakyReLU(slope: 5.0.squareRoot()))
    guard let bias else { return }
    let bound = 1 / Double(max(1, fans(of: weight).fanIn)).squareRoot()
    uniform(bias, -bound, bound)
  }

  private static func kaimingStd(_ tensor: Tensor, _ nonlinearity: Nonlinearity, _ mode: FanMode) -> Double {
    let (fanIn, fanOut) = fans(of: tensor)
    return nonlinearity.gain / Double(max(1, mode == .fanIn ? fanIn : fanOut)).squareRoot()
  }

  private static func fans(of tensor: Tensor) -> (fanIn: Int, fanOut: Int) {
    let shape = tensor.shape
    precondition(shape.count >= 2, "initializer: fans need a tensor of at least 2 dimensions, not \(shape)")
    let kernel = shape.dropFirst(2).reduce(1, *)
    return (shape[1] * kernel, shape[0] * kernel)
  }
}
