internal import CTorch

// New elements for a tensor. Constants and random numbers have no gradient, so that parameters too, leaves that require
// gradients, can be filled outside of `noGrad`; what is copied may have one, and there LibTorch refuses.
extension Tensor {
  /// Sets every element to 0.
  @discardableResult
  public func zero_() -> Tensor {
    assign { ct_zero_(handle) }
    return self
  }

  /// Sets every element to a number.
  @discardableResult
  public func fill_(_ value: some ScalarConvertible) -> Tensor {
    assign { ct_fill__scalar(handle, value.code) }
    return self
  }

  /// Takes over the elements of another tensor, converted and broadcast as needed.
  @discardableResult
  public func copy_(_ source: Tensor) -> Tensor {
    check(ct_copy_(handle, source.handle, false))
    return self
  }

  /// Runs a call that overwrites the tensor with elements that have no gradient.
  func assign(_ call: () -> ct_err?) {
    if isLeaf && requiresGrad {
      noGrad { check(call()) }
    } else {
      check(call())
    }
  }
}
