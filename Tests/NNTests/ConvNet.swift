import NN
import Torch

/// The model of Golden/convnet.py.
final class ConvNet: Module, Layer {
  let conv1 = Conv2d(3, 8, kernel: 3, padding: 1)
  let norm1 = BatchNorm2d(8)
  let conv2 = Conv2d(8, 12, kernel: 3, stride: 2, padding: 1, bias: false)
  let norm2 = BatchNorm2d(12)
  let linear = Linear(12 * 2 * 2, 10)
  private let maxPool = MaxPool2d(2)
  private let averagePool = AvgPool2d(2)
  private let flatten = Flatten()

  /// [N, 3, 16, 16] → [N, 10]
  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = maxPool(norm1(conv1(x)).relu())
    return linear(flatten(averagePool(norm2(conv2(y)).relu())))
  }
}
