internal import CTorch

// Convolutions and pooling. Pairs are of height and width; images are [B, C, H, W].
extension Functional {
  /// Cross-correlation of signals [B, in, L] with weight [out, in / groups, K].
  public static func conv1d(
    _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1
  ) -> Tensor {
    .make {
      ct_conv1d(x.handle, weight.handle, bias?.handle, [stride], 1, [padding], 1, [dilation], 1, groups, $0)
    }
  }

  /// Cross-correlation of images with weight [out, in / groups, height, width].
  public static func conv2d(
    _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: (Int, Int) = (1, 1),
    padding: (Int, Int) = (0, 0),
    dilation: (Int, Int) = (1, 1), groups: Int = 1
  ) -> Tensor {
    .make {
      ct_conv2d(
        x.handle, weight.handle, bias?.handle, pair(stride), 2, pair(padding), 2, pair(dilation), 2, groups,
        $0)
    }
  }

  /// The transpose of `conv2d`, with weight [in, out / groups, height, width].
  public static func convTranspose2d(
    _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: (Int, Int) = (1, 1),
    padding: (Int, Int) = (0, 0),
    outputPadding: (Int, Int) = (0, 0), dilation: (Int, Int) = (1, 1), groups: Int = 1
  ) -> Tensor {
    .make {
      ct_conv_transpose2d_input(
        x.handle, weight.handle, bias?.handle, pair(stride), 2, pair(padding), 2, pair(outputPadding), 2,
        groups,
        pair(dilation), 2, $0)
    }
  }

  /// The largest element of each window; the stride is the window's size where nil.
  public static func maxPool1d(_ x: Tensor, kernel: Int, stride: Int? = nil, padding: Int = 0) -> Tensor {
    .make { ct_max_pool1d(x.handle, [kernel], 1, [stride ?? kernel], 1, [padding], 1, [1], 1, false, $0) }
  }

  /// The largest element of each window; the stride is the window's size where nil.
  public static func maxPool2d(
    _ x: Tensor, kernel: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0)
  ) -> Tensor {
    .make {
      ct_max_pool2d(
        x.handle, pair(kernel), 2, pair(stride ?? kernel), 2, pair(padding), 2, [1, 1], 2, false, $0)
    }
  }

  /// The mean of each window, in which padding counts as 0; the stride is the window's size where nil.
  public static func avgPool2d(
    _ x: Tensor, kernel: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0)
  ) -> Tensor {
    .make {
      ct_avg_pool2d(
        x.handle, pair(kernel), 2, pair(stride ?? kernel), 2, pair(padding), 2, false, true,
        optional(Int?.none), $0)
    }
  }

  /// The means of as many windows as the output has places.
  public static func adaptiveAvgPool2d(_ x: Tensor, output: (Int, Int)) -> Tensor {
    .make { ct_adaptive_avg_pool2d(x.handle, pair(output), 2, $0) }
  }

  /// The largest elements of as many windows as the output has places.
  public static func adaptiveMaxPool2d(_ x: Tensor, output: (Int, Int)) -> Tensor {
    Tensor.makePair { ct_adaptive_max_pool2d(x.handle, pair(output), 2, $0, $1) }.0
  }

  /// Images of another size, each pixel the nearest one.
  public static func upsampleNearest2d(_ x: Tensor, size: (Int, Int)) -> Tensor {
    .make {
      ct_upsample_nearest2d(x.handle, pair(size), 2, optional(Double?.none), optional(Double?.none), $0)
    }
  }

  /// Images of another size, each pixel interpolated between four.
  public static func upsampleBilinear2d(_ x: Tensor, size: (Int, Int), alignCorners: Bool = false) -> Tensor {
    .make {
      ct_upsample_bilinear2d(
        x.handle, pair(size), 2, alignCorners, optional(Double?.none), optional(Double?.none), $0)
    }
  }

  private static func pair(_ values: (Int, Int)) -> [Int] { [values.0, values.1] }
}
