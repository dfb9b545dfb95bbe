import Torch

/// A part of a network: parameters, buffers and other modules, and a `callAsFunction` of its own.
///
/// Properties are found by reflection, so a subclass declares them and no more:
///
/// ```swift
/// final class MLP: Module {
///   let up: Linear
///   let down: Linear
///   init(_ width: Int) {
///     up = Linear(width, 4 * width)
///     down = Linear(4 * width, width)
///     super.init()
///   }
///   func callAsFunction(_ x: Tensor) -> Tensor { down(up(x).relu()) }
/// }
/// ```
///
/// Names are those of PyTorch's state dict, `blocks.0.attention.query.weight`: the property's name, then the index
/// in an array or the key in a dictionary. Follows `torch.nn.Module`.
open class Module {
  /// Whether the module trains: dropout drops and batch norm counts. Set by `train()` and `eval()`.
  public private(set) var isTraining = true

  /// A module without properties of its own.
  public init() {}

  // MARK: What it holds

  /// The parameters with their names. One that is reached twice (tied weights) has its first name.
  public func namedParameters() -> [(name: String, parameter: Tensor)] {
    var seen: Set<ObjectIdentifier> = []
    return ModuleTree(of: self).parameters.compactMap { name, parameter in
      let tensor = parameter.wrappedValue
      return seen.insert(ObjectIdentifier(tensor)).inserted ? (name, tensor) : nil
    }
  }

  /// The parameters, each once.
  public func parameters() -> [Tensor] {
    namedParameters().map(\.parameter)
  }

  /// The buffers with their names, those outside of the state dict too.
  public func namedBuffers() -> [(name: String, buffer: Tensor)] {
    ModuleTree(of: self).buffers.map { ($0.name, $0.buffer.wrappedValue) }
  }

  /// This module, called "", and all below it with their names.
  public func namedModules() -> [(name: String, module: Module)] {
    ModuleTree(of: self).modules
  }

  /// How many numbers training may change or is frozen from changing: the elements of all parameters.
  public var parameterCount: Int {
    parameters().reduce(0) { $0 + $1.count }
  }

  // MARK: Mode

  /// Sets this module and all below it to training.
  public func train() { setTraining(true) }

  /// Sets this module and all below it to evaluation.
  public func eval() { setTraining(false) }

  private func setTraining(_ isTraining: Bool) {
    for (_, module) in namedModules() { module.isTraining = isTraining }
  }

  /// Freezes (false) or thaws (true) all parameters. A frozen one gets no gradient and no optimizer step.
  public func requiresGrad(_ requiresGrad: Bool) {
    for parameter in parameters() where parameter.dtype.isFloatingPoint {
      parameter.requiresGrad = requiresGrad
      if !requiresGrad { parameter.grad = nil }
    }
  }

  /// Forgets all gradients.
  public func zeroGrad() {
    for parameter in parameters() { parameter.grad = nil }
  }

  // MARK: Place

  /// Moves parameters and buffers to `device` and casts the floating-point ones to `dtype`.
  ///
  /// Parameters become new tensors: call this before an optimizer is made. Tied weights stay tied, frozen ones
  /// frozen; gradients are forgotten.
  @discardableResult
  public func to(device: Device? = nil, dtype: DType? = nil) -> Self {
    let tree = ModuleTree(of: self)
    func moved(_ tensor: Tensor) -> Tensor {
      noGrad {
        var result = tensor.detach()
        if let device { result = result.to(device) }
        if let dtype, result.dtype.isFloatingPoint { result = result.to(dtype) }
        return result
      }
    }
    var replacements: [ObjectIdentifier: (old: Tensor, new: Tensor)] = [:]
    for (_, parameter) in tree.parameters {
      let old = parameter.wrappedValue
      let new = replacements[ObjectIdentifier(old)]?.new ?? moved(old)
      if new.requiresGrad != old.requiresGrad { new.requiresGrad = old.requiresGrad }
      replacements[ObjectIdentifier(old)] = (old, new)
      parameter.replace(with: new)
    }
    for (_, buffer) in tree.buffers { buffer.wrappedValue = moved(buffer.wrappedValue) }
    return self
  }
}

/// A module of one tensor to one tensor, which `Sequential` can chain.
public protocol Layer: Module {
  /// The layer's output for `x`.
  func callAsFunction(_ x: Tensor) -> Tensor
}
