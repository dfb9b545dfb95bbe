internal import CTorch

// Reductions. Without a dimension they run over all elements and give a tensor without dimensions.
extension Tensor {
  /// The sum of all elements. `dtype` converts before the computation.
  public func sum(dtype: DType? = nil) -> Tensor { .make { ct_sum(handle, dtype.code, $0) } }

  /// The sum along a dimension, which `keepDim` keeps with size 1.
  public func sum(dim: Int, keepDim: Bool = false, dtype: DType? = nil) -> Tensor {
    sum(dim: [dim], keepDim: keepDim, dtype: dtype)
  }

  /// The sum over several dimensions.
  public func sum(dim: [Int], keepDim: Bool = false, dtype: DType? = nil) -> Tensor {
    .make { ct_sum_dim_intlist(handle, dim, dim.count, keepDim, dtype.code, $0) }
  }

  /// The mean of all elements. `dtype` converts before the computation.
  public func mean(dtype: DType? = nil) -> Tensor { .make { ct_mean(handle, dtype.code, $0) } }

  /// The mean along a dimension, which `keepDim` keeps with size 1.
  public func mean(dim: Int, keepDim: Bool = false, dtype: DType? = nil) -> Tensor {
    mean(dim: [dim], keepDim: keepDim, dtype: dtype)
  }

  /// The mean over several dimensions.
  public func mean(dim: [Int], keepDim: Bool = false, dtype: DType? = nil) -> Tensor {
    .make { ct_mean_dim(handle, dim, dim.count, keepDim, dtype.code, $0) }
  }

  /// The product of all elements.
  public func prod() -> Tensor { .make { ct_prod(handle, CT_NO_DTYPE, $0) } }

  /// The product along a dimension.
  public func prod(dim: Int, keepDim: Bool = false) -> Tensor {
    .make { ct_prod_dim_int(handle, dim, keepDim, CT_NO_DTYPE, $0) }
  }

  /// The variance of all elements; the divisor is their number less `correction`.
  public func variance(correction: Int = 1) -> Tensor {
    .make { ct_var_correction(handle, nil, 0, optionalScalar(Double(correction)), false, $0) }
  }

  /// The variance along a dimension.
  public func variance(dim: Int, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    variance(dim: [dim], correction: correction, keepDim: keepDim)
  }

  /// The variance over several dimensions.
  public func variance(dim: [Int], correction: Int = 1, keepDim: Bool = false) -> Tensor {
    .make { ct_var_correction(handle, dim, dim.count, optionalScalar(Double(correction)), keepDim, $0) }
  }

  /// The standard deviation of all elements; the divisor is their number less `correction`.
  public func std(correction: Int = 1) -> Tensor {
    .make { ct_std_correction(handle, nil, 0, optionalScalar(Double(correction)), false, $0) }
  }

  /// The standard deviation along a dimension.
  public func std(dim: Int, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    std(dim: [dim], correction: correction, keepDim: keepDim)
  }

  /// The standard deviation over several dimensions.
  public func std(dim: [Int], correction: Int = 1, keepDim: Bool = false) -> Tensor {
    .make { ct_std_correction(handle, dim, dim.count, optionalScalar(Double(correction)), keepDim, $0) }
  }

  /// The largest element.
  public func max() -> Tensor { .make { ct_max(handle, $0) } }

  /// The largest element along a dimension, and where it is.
  public func max(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    Tensor.makePair { ct_max_dim(handle, dim, keepDim, $0, $1) }
  }

  /// The largest element over several dimensions. Equal elements share the gradient.
  public func amax(dim: [Int], keepDim: Bool = false) -> Tensor {
    .make { ct_amax(handle, dim, dim.count, keepDim, $0) }
  }

  /// Where the largest element is: in the flattened tensor, or along a dimension.
  public func argmax(dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    .make { ct_argmax(handle, optional(dim), keepDim, $0) }
  }

  /// The smallest element.
  public func min() -> Tensor { .make { ct_min(handle, $0) } }

  /// The smallest element along a dimension, and where it is.
  public func min(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    Tensor.makePair { ct_min_dim(handle, dim, keepDim, $0, $1) }
  }

  /// The smallest element over several dimensions. Equal elements share the gradient.
  public func amin(dim: [Int], keepDim: Bool = false) -> Tensor {
    .make { ct_amin(handle, dim, dim.count, keepDim, $0) }
  }

  /// Where the smallest element is: in the flattened tensor, or along a dimension.
  public func argmin(dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    .make { ct_argmin(handle, optional(dim), keepDim, $0) }
  }

  /// Whether at least one element is true, or not 0.
  public func any() -> Tensor { .make { ct_any(handle, $0) } }

  /// Whether at least one element is true, or not 0, along a dimension.
  public func any(dim: Int, keepDim: Bool = false) -> Tensor {
    .make { ct_any_dim(handle, dim, keepDim, $0) }
  }

  /// Whether all elements are true, or not 0.
  public func all() -> Tensor { .make { ct_all(handle, $0) } }

  /// Whether all elements are true, or not 0, along a dimension.
  public func all(dim: Int, keepDim: Bool = false) -> Tensor {
    .make { ct_all_dim(handle, dim, keepDim, $0) }
  }

  /// log Σ eˣ along a dimension, without overflow.
  public func logSumExp(dim: Int, keepDim: Bool = false) -> Tensor { logSumExp(dim: [dim], keepDim: keepDim) }

  /// log Σ eˣ over several dimensions, without overflow.
  public func logSumExp(dim: [Int], keepDim: Bool = false) -> Tensor {
    .make { ct_logsumexp(handle, dim, dim.count, keepDim, $0) }
  }

  /// The sums of the elements up to each one, along a dimension.
  public func cumsum(dim: Int, dtype: DType? = nil) -> Tensor {
    .make { ct_cumsum(handle, dim, dtype.code, $0) }
  }

  /// The products of the elements up to each one, along a dimension.
  public func cumprod(dim: Int, dtype: DType? = nil) -> Tensor {
    .make { ct_cumprod(handle, dim, dtype.code, $0) }
  }

  /// The median; of two middle elements the lower.
  public func median() -> Tensor { .make { ct_median(handle, $0) } }

  /// The median along a dimension, and where it is.
  public func median(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    Tensor.makePair { ct_median_dim(handle, dim, keepDim, $0, $1) }
  }

  /// The `q`-quantile, between neighbours by linear interpolation; over all elements, or along a dimension.
  public func quantile(_ q: Double, dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    .make { ct_quantile_scalar(handle, q, optional(dim), keepDim, "linear", $0) }
  }

  /// The number of elements that are not 0; over the dimensions, or over all where none is named.
  public func countNonzero(dim: [Int] = []) -> Tensor {
    .make { ct_count_nonzero_dim_intlist(handle, dim, dim.count, $0) }
  }

  /// The `order`-norm of all elements as one vector.
  public func norm(order: Double = 2, dtype: DType? = nil) -> Tensor {
    .make { ct_linalg_vector_norm(handle, order.code, nil, 0, false, dtype.code, $0) }
  }

  /// The `order`-norm over the dimensions.
  public func norm(order: Double = 2, dim: [Int], keepDim: Bool = false, dtype: DType? = nil) -> Tensor {
    .make { ct_linalg_vector_norm(handle, order.code, dim, dim.count, keepDim, dtype.code, $0) }
  }

  /// How often each integer from 0 occurs, or the sum of its `weights`.
  public func bincount(weights: Tensor? = nil, minLength: Int = 0) -> Tensor {
    .make { ct_bincount(handle, weights?.handle, minLength, $0) }
  }

  /// The number of elements in each of `bins` equal parts of the range; the smallest and the largest element are its ends
  /// where both are 0.
  public func histogram(bins: Int, min: Double = 0, max: Double = 0) -> Tensor {
    .make { ct_histc(handle, bins, min.code, max.code, $0) }
  }
}
