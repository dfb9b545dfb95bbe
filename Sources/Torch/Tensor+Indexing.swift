internal import CTorch

// Parts of tensors: by position as views, by tensors of indices or truth values as copies.
extension Tensor {
  /// The slice at an index of the first dimension, a view; assignment copies into it.
  public subscript(_ index: Int) -> Tensor {
    get { select(dim: 0, index: index) }
    set { select(dim: 0, index: index).copy_(newValue) }
  }

  /// The slices in a range of the first dimension, a view; assignment copies into it.
  public subscript(_ range: some RangeExpression<Int>) -> Tensor {
    get { slice(dim: 0, range) }
    set { slice(dim: 0, range).copy_(newValue) }
  }

  /// The elements or slices that a tensor of integers names or a tensor of truth values marks; assignment replaces them.
  public subscript(_ index: Tensor) -> Tensor {
    get { .make { out in [index].withHandles { ct_index_tensor(handle, $0, $1, out) } } }
    set { putIndices_([index], newValue) }
  }

  /// The slices at these indices of the first dimensions, together one position each.
  public func index(_ indices: [Tensor]) -> Tensor {
    .make { out in indices.withHandles { ct_index_tensor(handle, $0, $1, out) } }
  }

  /// Replaces the slices at these positions, or adds to them.
  @discardableResult
  public func putIndices_(_ indices: [Tensor], _ values: Tensor, accumulate: Bool = false) -> Tensor {
    check(indices.withHandles { ct_index_put_(handle, $0, $1, values.handle, accumulate) })
    return self
  }

  /// A view of `length` slices along a dimension, from `start` on.
  public func narrow(dim: Int, start: Int, length: Int) -> Tensor {
    .make { ct_narrow(handle, dim, start, length, $0) }
  }

  /// A view of one slice along a dimension, which it lacks.
  public func select(dim: Int, index: Int) -> Tensor { .make { ct_select_int(handle, dim, index, $0) } }

  /// A view of every `step`-th slice of a range along a dimension. Unlike a Swift array, a range that ends beyond the
  /// dimension ends with it.
  public func slice(dim: Int, _ range: some RangeExpression<Int>, step: Int = 1) -> Tensor {
    let dims = shape
    let place = dim < 0 ? dim + dims.count : dim
    // A dimension that is not there is LibTorch's to report.
    let size = dims.indices.contains(place) ? dims[place] : 0
    let bounds = range.relative(to: 0..<size)
    return .make {
      ct_slice_tensor(handle, dim, optional(bounds.lowerBound), optional(bounds.upperBound), step, $0)
    }
  }

  /// The slices at the indices along a dimension.
  public func indexSelect(dim: Int, index: Tensor) -> Tensor {
    .make { ct_index_select(handle, dim, index.handle, $0) }
  }

  /// Adds `alpha` times the slices of `source` to those at the indices.
  public func indexAdd(dim: Int, index: Tensor, source: Tensor, alpha: Double = 1) -> Tensor {
    .make { ct_index_add(handle, dim, index.handle, source.handle, alpha.code, $0) }
  }

  /// Adds `alpha` times the slices of `source` to those at the indices, in place.
  @discardableResult
  public func indexAdd_(dim: Int, index: Tensor, source: Tensor, alpha: Double = 1) -> Tensor {
    check(ct_index_add_(handle, dim, index.handle, source.handle, alpha.code))
    return self
  }

  /// Replaces the slices at the indices by those of `source`.
  @discardableResult
  public func indexCopy_(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    check(ct_index_copy_(handle, dim, index.handle, source.handle))
    return self
  }

  /// For each position of `index`, the element there whose index along `dim` it holds.
  public func gather(dim: Int, index: Tensor) -> Tensor {
    .make { ct_gather(handle, dim, index.handle, false, $0) }
  }

  /// As `gather`, with the other dimensions broadcast.
  public func takeAlong(dim: Int, index: Tensor) -> Tensor {
    .make { ct_take_along_dim(handle, index.handle, optional(dim), $0) }
  }

  /// A copy with the elements of `source` at the positions that `index` holds along `dim`: the reverse of `gather`.
  public func scatter(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    .make { ct_scatter_src(handle, dim, index.handle, source.handle, $0) }
  }

  /// A copy with a number at the positions that `index` holds along `dim`.
  public func scatter(dim: Int, index: Tensor, value: some ScalarConvertible) -> Tensor {
    .make { ct_scatter_value(handle, dim, index.handle, value.code, $0) }
  }

  /// Writes the elements of `source` at the positions that `index` holds along `dim`.
  @discardableResult
  public func scatter_(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    check(ct_scatter__src(handle, dim, index.handle, source.handle))
    return self
  }

  /// Writes a number at the positions that `index` holds along `dim`.
  @discardableResult
  public func scatter_(dim: Int, index: Tensor, value: some ScalarConvertible) -> Tensor {
    check(ct_scatter__value(handle, dim, index.handle, value.code))
    return self
  }

  /// A copy with the elements of `source` added at the positions that `index` holds along `dim`.
  public func scatterAdd(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    .make { ct_scatter_add(handle, dim, index.handle, source.handle, $0) }
  }

  /// Adds the elements of `source` at the positions that `index` holds along `dim`.
  @discardableResult
  public func scatterAdd_(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    check(ct_scatter_add_(handle, dim, index.handle, source.handle))
    return self
  }
}

// MARK: - By truth values

extension Tensor {
  /// The first tensor's elements where the condition is true, the second's elsewhere.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    make { ct_where_self(condition.handle, a.handle, b.handle, $0) }
  }

  /// The tensor's elements where the condition is true, a number elsewhere.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: some ScalarConvertible) -> Tensor {
    make { ct_where_scalarother(condition.handle, a.handle, b.code, $0) }
  }

  /// A number where the condition is true, the tensor's elements elsewhere.
  public static func `where`(_ condition: Tensor, _ a: some ScalarConvertible, _ b: Tensor) -> Tensor {
    make { ct_where_scalarself(condition.handle, a.code, b.handle, $0) }
  }

  /// A copy with a number where the mask is true.
  public func maskedFill(_ mask: Tensor, _ value: some ScalarConvertible) -> Tensor {
    .make { ct_masked_fill_scalar(handle, mask.handle, value.code, $0) }
  }

  /// A copy with the value of a tensor without dimensions where the mask is true.
  public func maskedFill(_ mask: Tensor, _ value: Tensor) -> Tensor {
    .make { ct_masked_fill_tensor(handle, mask.handle, value.handle, $0) }
  }

  /// Writes a number where the mask is true.
  @discardableResult
  public func maskedFill_(_ mask: Tensor, _ value: some ScalarConvertible) -> Tensor {
    check(ct_masked_fill__scalar(handle, mask.handle, value.code))
    return self
  }

  /// The elements where the mask is true, as a vector.
  public func maskedSelect(_ mask: Tensor) -> Tensor { .make { ct_masked_select(handle, mask.handle, $0) } }

  /// The positions of the elements that are not 0: Int64 [count, rank].
  public func nonzero() -> Tensor { .make { ct_nonzero(handle, $0) } }

  /// A new last dimension of `classes` elements, 1 at the integer's place and 0 elsewhere.
  public func oneHot(classes: Int) -> Tensor { .make { ct_one_hot(handle, classes, $0) } }
}

// MARK: - By order

extension Tensor {
  /// The elements along a dimension in order, and where they were. A stable order keeps that of equal elements.
  public func sort(dim: Int = -1, descending: Bool = false, stable: Bool = false) -> (
    values: Tensor, indices: Tensor
  ) {
    Tensor.makePair { ct_sort_stable(handle, stable, dim, descending, $0, $1) }
  }

  /// The indices that bring the elements along a dimension in order.
  public func argsort(dim: Int = -1, descending: Bool = false, stable: Bool = false) -> Tensor {
    .make { ct_argsort_stable(handle, stable, dim, descending, $0) }
  }

  /// The `k` largest (or smallest) elements along a dimension in order, and where they are.
  public func topK(_ k: Int, dim: Int = -1, largest: Bool = true) -> (values: Tensor, indices: Tensor) {
    Tensor.makePair { ct_topk(handle, k, dim, largest, true, $0, $1) }
  }

  /// For each value, where it would be inserted in this ordered tensor: before equal elements, or after them (`right`).
  public func searchSorted(_ values: Tensor, right: Bool = false) -> Tensor {
    .make { ct_searchsorted_tensor(handle, values.handle, false, right, nil, $0) }
  }

  /// The different elements in ascending order, where each element's is among them, and how often each occurs.
  public func unique() -> (values: Tensor, inverse: Tensor, counts: Tensor) {
    var values: ct_tensor?
    var inverse: ct_tensor?
    var counts: ct_tensor?
    check(ct__unique2(handle, true, true, true, &values, &inverse, &counts))
    return (
      Tensor(owning: values.unsafelyUnwrapped), Tensor(owning: inverse.unsafelyUnwrapped),
      Tensor(owning: counts.unsafelyUnwrapped)
    )
  }
}
