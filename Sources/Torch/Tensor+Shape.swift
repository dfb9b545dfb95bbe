internal import CTorch

// Other shapes of the same elements, mostly as views. Negative dimensions count from the end.
extension Tensor {
  /// A view with another shape; one size may be −1, which stands for what is left.
  public func view(_ shape: [Int]) -> Tensor { .make { ct_view(handle, shape, shape.count, $0) } }

  /// The same bits as elements of another type, a view.
  public func view(as dtype: DType) -> Tensor { .make { ct_view_dtype(handle, dtype.rawValue, $0) } }

  /// Another shape: a view where the layout allows it, else a copy.
  public func reshape(_ shape: [Int]) -> Tensor { .make { ct_reshape(handle, shape, shape.count, $0) } }

  /// A view with two dimensions exchanged.
  public func transpose(_ a: Int, _ b: Int) -> Tensor { .make { ct_transpose_int(handle, a, b, $0) } }

  /// The last two dimensions exchanged: the transposed matrix, or matrices.
  public var transposed: Tensor { transpose(-2, -1) }

  /// A view with the dimensions in another order.
  public func permute(_ dims: [Int]) -> Tensor { .make { ct_permute(handle, dims, dims.count, $0) } }

  /// A view with one dimension moved to another place.
  public func moveDim(_ source: Int, to destination: Int) -> Tensor {
    .make { ct_movedim_intlist(handle, [source], 1, [destination], 1, $0) }
  }

  /// A view without the dimensions of size 1.
  public func squeeze() -> Tensor { .make { ct_squeeze(handle, $0) } }

  /// A view without the dimension if its size is 1.
  public func squeeze(_ dim: Int) -> Tensor { .make { ct_squeeze_dims(handle, [dim], 1, $0) } }

  /// A view with a new dimension of size 1 before the given one.
  public func unsqueeze(_ dim: Int) -> Tensor { .make { ct_unsqueeze(handle, dim, $0) } }

  /// A view in which dimensions of size 1 repeat without a copy; −1 keeps a size.
  public func expand(_ shape: [Int]) -> Tensor { .make { ct_expand(handle, shape, shape.count, false, $0) } }

  /// The tensor repeated along each dimension.
  public func `repeat`(_ counts: [Int]) -> Tensor { .make { ct_repeat(handle, counts, counts.count, $0) } }

  /// Each element, or slice along a dimension, repeated in place.
  public func repeatInterleave(_ count: Int, dim: Int? = nil) -> Tensor {
    .make { ct_repeat_interleave_self_int(handle, count, optional(dim), optional(Int?.none), $0) }
  }

  /// The dimensions from `start` to `end` as one.
  public func flatten(from start: Int = 0, to end: Int = -1) -> Tensor {
    .make { ct_flatten_using_ints(handle, start, end, $0) }
  }

  /// One dimension as several.
  public func unflatten(_ dim: Int, into sizes: [Int]) -> Tensor {
    .make { ct_unflatten_int(handle, dim, sizes, sizes.count, $0) }
  }

  /// The same elements in row-major order without gaps: the tensor itself where it is so, else a copy.
  public func contiguous() -> Tensor { .make { ct_contiguous(handle, $0) } }

  /// A copy, through which gradients flow.
  public func clone() -> Tensor { .make { ct_clone(handle, $0) } }

  /// The order reversed along the dimensions.
  public func flip(_ dims: [Int]) -> Tensor { .make { ct_flip(handle, dims, dims.count, $0) } }

  /// The elements shifted along a dimension; what leaves at one end comes back at the other.
  public func roll(_ shift: Int, dim: Int) -> Tensor { .make { ct_roll(handle, [shift], 1, [dim], 1, $0) } }

  /// The matrix below and on a diagonal, 0 elsewhere.
  public func tril(_ diagonal: Int = 0) -> Tensor { .make { ct_tril(handle, diagonal, $0) } }

  /// The matrix above and on a diagonal, 0 elsewhere.
  public func triu(_ diagonal: Int = 0) -> Tensor { .make { ct_triu(handle, diagonal, $0) } }

  /// The matrix with this vector on a diagonal; of a matrix, the vector there.
  public func diag(_ diagonal: Int = 0) -> Tensor { .make { ct_diag(handle, diagonal, $0) } }

  /// A view of the diagonals of the matrices that two dimensions span.
  public func diagonal(offset: Int = 0, dim1: Int = -2, dim2: Int = -1) -> Tensor {
    .make { ct_diagonal(handle, offset, dim1, dim2, $0) }
  }

  /// A view of all windows of a size along a dimension; they are the new last dimension.
  public func unfold(dim: Int, size: Int, step: Int) -> Tensor {
    .make { ct_unfold(handle, dim, size, step, $0) }
  }

  /// Elements of one value added at the edges: pairs of before and after, from the last dimension on; negative ones cut.
  public func pad(_ widths: [Int], value: Double = 0) -> Tensor {
    .make { ct_constant_pad_nd(handle, widths, widths.count, value.code, $0) }
  }

  /// Views of the parts along a dimension, each of the given size, the last perhaps smaller.
  public func split(_ size: Int, dim: Int = 0) -> [Tensor] {
    Tensor.makeList { ct_split_tensor(handle, size, dim, $0, $1) }
  }

  /// Views of the parts along a dimension, of these sizes.
  public func split(_ sizes: [Int], dim: Int = 0) -> [Tensor] {
    Tensor.makeList { ct_split_with_sizes(handle, sizes, sizes.count, dim, $0, $1) }
  }

  /// Views of at most so many equal parts along a dimension.
  public func chunk(_ count: Int, dim: Int = 0) -> [Tensor] {
    Tensor.makeList { ct_chunk(handle, count, dim, $0, $1) }
  }

  /// Views of all slices along a dimension, which they lack.
  public func unbind(dim: Int = 0) -> [Tensor] { Tensor.makeList { ct_unbind_int(handle, dim, $0, $1) } }

  /// The tensors one after another along a dimension that they have.
  public static func cat(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    make { out in tensors.withHandles { ct_cat($0, $1, dim, out) } }
  }

  /// The tensors, all of one shape, beside each other along a new dimension.
  public static func stack(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    make { out in tensors.withHandles { ct_stack($0, $1, dim, out) } }
  }
}
