import Torch

/// Cross-correlation with learned kernels (`torch.nn.Conv2d`).
public final class Conv2d: Module, Layer {
  /// [out, in / groups, kernel, kernel]
  @Parameter public var weight: Tensor
  private let _bias: Parameter?
  /// The step between places where the kernel is laid.
  public let stride: Int
  /// Zeros added on each side.
  public let padding: Int
  /// The step between the pixels that a kernel reads.
  public let dilation: Int
  /// How many groups of channels are convolved apart.
  public let groups: Int

  /// A layer from `inputs` to `outputs` channels with square kernels, initialised as PyTorch does.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1, bias: Bool = true
  ) {
    precondition(
      groups > 0 && inputs % groups == 0 && outputs % groups == 0,
      "Conv2d: \(inputs) and \(outputs) channels do not divide into \(groups) groups")
    weight = Building.empty([outputs, inputs / groups, kernel, kernel])
    _bias = bias ? Parameter(wrappedValue: Building.empty([outputs])) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    super.init()
    Initializers.layerDefault(weight: weight, bias: self.bias)
  }

  /// [out], or nil.
  public var bias: Tensor? { _bias?.wrappedValue }

  /// [N, in, H, W] → [N, out, H', W']
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Functional.conv2d(
      x, weight: weight, bias: bias, stride: (stride, stride), padding: (padding, padding),
      dilation: (dilation, dilation), groups: groups)
  }
}
