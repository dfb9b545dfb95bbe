internal import CTorch

// Random numbers, from the generator of the tensor's device (`Random`). Those that fill a tensor may fill parameters too:
// on a leaf that requires gradients nothing is recorded.
extension Tensor {
  /// Uniformly distributed in [0, 1).
  public static func rand(_ shape: [Int], dtype: DType = .float32, device: Device = .current) -> Tensor {
    make { ct_rand(shape, shape.count, dtype.rawValue, device.code, $0) }
  }

  /// Normally distributed with mean 0 and variance 1.
  public static func randn(_ shape: [Int], dtype: DType = .float32, device: Device = .current) -> Tensor {
    make { ct_randn(shape, shape.count, dtype.rawValue, device.code, $0) }
  }

  /// Uniformly distributed in [0, 1), in the shape of another tensor, and of its type and device where none is named.
  public static func rand(like other: Tensor, dtype: DType? = nil, device: Device? = nil) -> Tensor {
    make { ct_rand_like(other.handle, dtype.code, device.code, $0) }
  }

  /// Normally distributed, in the shape of another tensor, and of its type and device where none is named.
  public static func randn(like other: Tensor, dtype: DType? = nil, device: Device? = nil) -> Tensor {
    make { ct_randn_like(other.handle, dtype.code, device.code, $0) }
  }

  /// Uniformly distributed integers of a range.
  public static func randint(
    _ range: Range<Int>, _ shape: [Int], dtype: DType = .int64, device: Device = .current
  ) -> Tensor {
    make {
      ct_randint_low(range.lowerBound, range.upperBound, shape, shape.count, dtype.rawValue, device.code, $0)
    }
  }

  /// Uniformly distributed in [low, high).
  public static func uniform(
    _ low: Double, _ high: Double, _ shape: [Int], dtype: DType = .float32, device: Device = .current
  ) -> Tensor {
    empty(shape, dtype: dtype, device: device).uniform_(low, high)
  }

  /// The integers from 0 to `count` − 1 in a random order.
  public static func randperm(_ count: Int, dtype: DType = .int64, device: Device = .current) -> Tensor {
    make { ct_randperm(count, dtype.rawValue, device.code, $0) }
  }

  /// Fills the tensor with normally distributed numbers.
  @discardableResult
  public func normal_(mean: Double = 0, std: Double = 1) -> Tensor {
    assign { ct_normal_(handle, mean, std) }
    return self
  }

  /// Fills the tensor with uniformly distributed numbers of [low, high).
  @discardableResult
  public func uniform_(_ low: Double = 0, _ high: Double = 1) -> Tensor {
    assign { ct_uniform_(handle, low, high) }
    return self
  }

  /// Fills the tensor with uniformly distributed integers of a range.
  @discardableResult
  public func random_(_ range: Range<Int>) -> Tensor {
    assign { ct_random__from(handle, range.lowerBound, optional(range.upperBound)) }
    return self
  }

  /// Fills the tensor with exponentially distributed numbers of the given rate.
  @discardableResult
  public func exponential_(rate: Double = 1) -> Tensor {
    assign { ct_exponential_(handle, rate) }
    return self
  }

  /// Fills the tensor with 1 at the given probability, else 0.
  @discardableResult
  public func bernoulli_(_ probability: Double) -> Tensor {
    assign { ct_bernoulli__float(handle, probability) }
    return self
  }

  /// 1 at the probability that each element is, else 0.
  public func bernoulli() -> Tensor { .make { ct_bernoulli(handle, $0) } }

  /// Draws `count` indices of each row, whose elements are their weights.
  public func multinomial(_ count: Int, replacement: Bool = false) -> Tensor {
    .make { ct_multinomial(handle, count, replacement, $0) }
  }
}
