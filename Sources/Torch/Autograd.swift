internal import CTorch

// Reverse-mode differentiation, as in PyTorch: tensors that require gradients, and all that is computed of them, record
// how they were computed.
extension Tensor {
  /// Whether gradients flow to this tensor. To set it on what was computed of tensors that require gradients is an error
  /// unless it is set to true.
  public var requiresGrad: Bool {
    get { ct_requires_grad(handle) }
    set { check(ct_set_requires_grad(handle, newValue)) }
  }

  /// Makes gradients flow to this tensor, or not, and returns it.
  @discardableResult
  public func requiresGrad(_ on: Bool) -> Tensor {
    requiresGrad = on
    return self
  }

  /// Whether this tensor was made by a program rather than computed of tensors that require gradients.
  public var isLeaf: Bool { ct_is_leaf(handle) }

  /// The gradient that `backward` has added up; nil where there is none.
  public var grad: Tensor? {
    get {
      var gradient: ct_tensor?
      check(ct_grad(handle, &gradient))
      return gradient.map(Tensor.init(owning:))
    }
    set { check(ct_set_grad(handle, newValue?.handle)) }
  }

  /// Adds the gradient of this tensor to the `grad` of every leaf that it was computed of.
  ///
  /// A tensor of more than one element needs `gradient`, of its shape: the vector of a vector-Jacobian product. The graph
  /// is freed unless it is retained; `createGraph` records the computation itself, for derivatives of derivatives.
  public func backward(gradient: Tensor? = nil, retainGraph: Bool = false, createGraph: Bool = false) {
    check(ct_backward(handle, gradient?.handle, retainGraph || createGraph, createGraph))
  }

  /// A view through which no gradient flows.
  public func detach() -> Tensor { .make { ct_detach(handle, $0) } }
}

/// The gradients of the sum of all elements of `output` with respect to each of `inputs`, without touching any `grad`; nil
/// where the output does not depend on an input.
public func gradients(
  of output: Tensor, withRespectTo inputs: [Tensor], gradient: Tensor? = nil, retainGraph: Bool = false,
  createGraph: Bool = false
) -> [Tensor?] {
  let seed = gradient ?? Tensor.ones(like: output)
  var results = [ct_tensor?](repeating: nil, count: inputs.count)
  check(
    [output].withHandles { outputs, outputCount in
      [seed].withHandles { seeds, _ in
        inputs.withHandles { inputs, inputCount in
          ct_gradients(
            outputs, seeds, outputCount, inputs, inputCount, retainGraph || createGraph, createGraph, &results
          )
        }
      }
    })
  return results.map { $0.map(Tensor.init(owning:)) }
}

/// Runs the body without recording computations. It holds for the thread that it runs on, so that the body cannot suspend.
public func noGrad<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
  let before = ct_grad_enabled()
  ct_set_grad_enabled(false)
  defer { ct_set_grad_enabled(before) }
  return try body()
}

/// Runs the body with computations recorded, inside of `noGrad`.
public func enableGrad<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result
{
  let before = ct_grad_enabled()
  ct_set_grad_enabled(true)
  defer { ct_set_grad_enabled(before) }
  return try body()
}
