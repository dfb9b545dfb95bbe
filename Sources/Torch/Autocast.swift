internal import CTorch

/// Runs the body with mixed precision, as PyTorch's `torch.autocast`: matrix products and convolutions compute in `dtype`,
/// losses and others that need range or precision in `float32`, whatever the types of their operands. Which operators those
/// are depends on the kind of device.
///
/// Run forward passes and losses in it; gradients then have the types of the parameters without further ado. It holds for
/// the thread that it runs on and for tensors on devices of this kind.
public func autocast<Result, Failure: Error>(
  to dtype: DType = .bfloat16, on kind: Device.Kind = Device.current.kind,
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  var before = false
  var dtypeBefore = CT_NO_DTYPE
  check(ct_autocast(kind.rawValue, &before, &dtypeBefore))
  check(ct_set_autocast(kind.rawValue, true, dtype.rawValue))
  check(ct_enter_autocast())
  defer {
    check(ct_leave_autocast())
    check(ct_set_autocast(kind.rawValue, before, dtypeBefore))
  }
  return try body()
}
