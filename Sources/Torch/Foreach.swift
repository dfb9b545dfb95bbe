internal import CTorch

/// One operator on the corresponding tensors of lists, in one call: what optimizers are made of. All work in place on the
/// first list unless they return tensors.
public enum Foreach {
  /// `a` + `alpha` · `b`.
  public static func add_(_ a: [Tensor], _ b: [Tensor], alpha: Double = 1) {
    check(zip(a, b) { ct__foreach_add__list($0, $1, $2, $3, alpha.code) })
  }

  /// `a` + a number.
  public static func add_(_ a: [Tensor], _ value: Double) {
    check(a.withHandles { ct__foreach_add__scalar($0, $1, value.code) })
  }

  /// `a` − `alpha` · `b`.
  public static func sub_(_ a: [Tensor], _ b: [Tensor], alpha: Double = 1) {
    check(zip(a, b) { ct__foreach_sub__list($0, $1, $2, $3, alpha.code) })
  }

  /// `a` · `b`.
  public static func mul_(_ a: [Tensor], _ b: [Tensor]) {
    check(zip(a, b) { ct__foreach_mul__list($0, $1, $2, $3) })
  }

  /// `a` · a number.
  public static func mul_(_ a: [Tensor], _ value: Double) {
    check(a.withHandles { ct__foreach_mul__scalar($0, $1, value.code) })
  }

  /// `a` · the value of a tensor without dimensions, which may be on a GPU without being waited for.
  public static func mul_(_ a: [Tensor], _ value: Tensor) {
    check(a.withHandles { ct__foreach_mul__tensor($0, $1, value.handle) })
  }

  /// `a` / `b`.
  public static func div_(_ a: [Tensor], _ b: [Tensor]) {
    check(zip(a, b) { ct__foreach_div__list($0, $1, $2, $3) })
  }

  /// `a` + `weight` · (`b` − `a`).
  public static func lerp_(_ a: [Tensor], _ b: [Tensor], weight: Double) {
    check(zip(a, b) { ct__foreach_lerp__scalar($0, $1, $2, $3, weight.code) })
  }

  /// `a` + `value` · `b` · `c`.
  public static func addcmul_(_ a: [Tensor], _ b: [Tensor], _ c: [Tensor], value: Double = 1) {
    check(zip(a, b, c) { ct__foreach_addcmul__scalar($0, $1, $2, $3, $4, $5, value.code) })
  }

  /// `a` + `value` · `b` / `c`.
  public static func addcdiv_(_ a: [Tensor], _ b: [Tensor], _ c: [Tensor], value: Double = 1) {
    check(zip(a, b, c) { ct__foreach_addcdiv__scalar($0, $1, $2, $3, $4, $5, value.code) })
  }

  /// √`a`, in new tensors.
  public static func sqrt(_ a: [Tensor]) -> [Tensor] {
    Tensor.makeList { out, count in a.withHandles { ct__foreach_sqrt($0, $1, out, count) } }
  }

  /// The `order`-norm of each tensor, as tensors without dimensions.
  public static func norm(_ a: [Tensor], order: Double = 2) -> [Tensor] {
    Tensor.makeList { out, count in
      a.withHandles { ct__foreach_norm_scalar($0, $1, order.code, CT_NO_DTYPE, out, count) }
    }
  }

  /// Sets all elements to 0.
  public static func zero_(_ a: [Tensor]) {
    check(a.withHandles { ct__foreach_zero_($0, $1) })
  }

  /// Takes over the elements of `b`.
  public static func copy_(_ a: [Tensor], _ b: [Tensor]) {
    check(zip(a, b) { ct__foreach_copy_($0, $1, $2, $3, false) })
  }

  /// One step of AdamW (arXiv:1711.05101) on parameters of one type and device, by LibTorch's fused kernel.
  ///
  /// - Parameters:
  ///   - firstMoments: Running means of the gradients; they change.
  ///   - secondMoments: Running means of the squared gradients; they change.
  ///   - steps: The number of each parameter's steps, a `float32` tensor without dimensions; one is added to it.
  public static func adamW_(
    parameters: [Tensor], gradients: [Tensor], firstMoments: [Tensor], secondMoments: [Tensor],
    steps: [Tensor],
    rate: Double, betas: (Double, Double), weightDecay: Double, eps: Double
  ) {
    noGrad {
      Foreach.add_(steps, 1)
      check(
        zip(parameters, gradients, firstMoments) { p, pCount, g, gCount, m, mCount in
          zip(secondMoments, steps) { v, vCount, s, sCount in
            ct__fused_adamw_(
              p, pCount, g, gCount, m, mCount, v, vCount, nil, 0, s, sCount, rate, betas.0, betas.1,
              weightDecay, eps,
              false, false, nil, nil)
          }
        })
    }
  }

  // MARK: - Lists of references

  private typealias Handles = UnsafePointer<ct_tensor?>

  private static func zip(
    _ a: [Tensor], _ b: [Tensor], _ body: (Handles, Int, Handles, Int) -> ct_err?
  ) -> ct_err? {
    a.withHandles { a, aCount in b.withHandles { b, bCount in body(a, aCount, b, bCount) } }
  }

  private static func zip(
    _ a: [Tensor], _ b: [Tensor], _ c: [Tensor], _ body: (Handles, Int, Handles, Int, Handles, Int) -> ct_err?
  ) -> ct_err? {
    a.withHandles { a, aCount in
      b.withHandles { b, bCount in
        c.withHandles { c, cCount in body(a, aCount, b, bCount, c, cCount) }
      }
    }
  }
}
