import Torch

extension OperatorTable {
  /// Activations, layers, losses, factories.
  static var functions: [String: Operator] {
    [activations, layers, images, losses, factories].reduce(into: [:]) { all, part in
      all.merge(part) { _, _ in preconditionFailure("two operators of one name") }
    }
  }

  private static var activations: [String: Operator] {
    [
      "relu": { [$0[0].relu()] },
      "gelu": { [$0[0].gelu()] },
      "gelu tanh": { [$0[0].gelu(approximate: .tanh)] },
      "silu": { [$0[0].silu()] },
      "mish": { [$0[0].mish()] },
      "sigmoid": { [$0[0].sigmoid()] },
      "tanh": { [$0[0].tanh()] },
      "logSigmoid": { [$0[0].logSigmoid()] },
      "leakyRelu": { [$0[0].leakyRelu(slope: 0.2)] },
      "elu": { [$0[0].elu(alpha: 0.5)] },
      "softplus": { [$0[0].softplus(beta: 2)] },
      "hardtanh": { [$0[0].hardtanh()] },
      "softmax": { [$0[0].softmax(dim: 1)] },
      "logSoftmax": { [$0[0].logSoftmax(dim: -1)] },
      "glu": { [$0[0].glu(dim: 1)] },
    ]
  }

  private static var layers: [String: Operator] {
    [
      "attention causal": { [Functional.scaledDotProductAttention($0[0], $0[1], $0[2], causal: true)] },
      "attention mask": {
        let mask = $0[3].logicalOr(.eye(5, dtype: .bool))
        return [Functional.scaledDotProductAttention($0[0], $0[1], $0[2], mask: mask, scale: 0.2)]
      },
      "attention grouped": {
        [Functional.scaledDotProductAttention($0[0], $0[1], $0[2], groupedQueries: true)]
      },
      "embedding": { [Functional.embedding($0[0], weight: $0[1])] },
      "linear": { [Functional.linear($0[0], weight: $0[1], bias: $0[2])] },
      "layerNorm": { [Functional.layerNorm($0[0], shape: [6], weight: $0[1], bias: $0[2])] },
      "rmsNorm": { [$0[0].rmsNorm(), Functional.rmsNorm($0[0], shape: [6], weight: $0[1], eps: 1e-3)] },
      "groupNorm": { [Functional.groupNorm($0[0], groups: 2, weight: $0[1], bias: $0[2])] },
      "batchNorm": {
        [
          Functional.batchNorm(
            $0[0], runningMean: nil, runningVariance: nil, weight: $0[1], bias: $0[2], training: true)
        ]
      },
      "batchNorm eval": {
        [
          Functional.batchNorm(
            $0[0], runningMean: $0[1].detach(), runningVariance: $0[2].detach(), training: false)
        ]
      },
    ]
  }

  private static var images: [String: Operator] {
    [
      "conv1d": { [Functional.conv1d($0[0], weight: $0[1], bias: $0[2], stride: 2, padding: 1, groups: 2)] },
      "conv2d": {
        [Functional.conv2d($0[0], weight: $0[1], bias: $0[2], stride: (2, 1), padding: (1, 0))]
      },
      "convTranspose2d": {
        [Functional.convTranspose2d($0[0], weight: $0[1], stride: (2, 2), outputPadding: (1, 1))]
      },
      "maxPool1d": { [Functional.maxPool1d($0[0], kernel: 3, stride: 2)] },
      "maxPool2d": { [Functional.maxPool2d($0[0], kernel: (3, 3), stride: (2, 2), padding: (1, 1))] },
      "avgPool2d": { [Functional.avgPool2d($0[0], kernel: (2, 2))] },
      "adaptiveAvgPool2d": { [Functional.adaptiveAvgPool2d($0[0], output: (2, 3))] },
      "adaptiveMaxPool2d": { [Functional.adaptiveMaxPool2d($0[0], output: (2, 3))] },
      "upsampleNearest2d": { [Functional.upsampleNearest2d($0[0], size: (8, 6))] },
      "upsampleBilinear2d": { [Functional.upsampleBilinear2d($0[0], size: (8, 6))] },
    ]
  }

  private static var losses: [String: Operator] {
    [
      "crossEntropy": { [Functional.crossEntropy($0[0], $0[1])] },
      "crossEntropy options": {
        [
          Functional.crossEntropy(
            $0[0], $0[1], weight: $0[2].detach(), ignoreIndex: 2, reduction: .sum, labelSmoothing: 0.1)
        ]
      },
      "negativeLogLikelihood": {
        [Functional.negativeLogLikelihood($0[0].logSoftmax(dim: 1), $0[1], reduction: .none)]
      },
      "meanSquaredError": { [Functional.meanSquaredError($0[0], $0[1])] },
      "absoluteError": { [Functional.absoluteError($0[0], $0[1])] },
      "smoothAbsoluteError": { [Functional.smoothAbsoluteError($0[0], $0[1], beta: 0.5)] },
      "huber": { [Functional.huber($0[0], $0[1], delta: 0.5)] },
      "binaryCrossEntropyWithLogits": { [Functional.binaryCrossEntropyWithLogits($0[0], $0[1])] },
      "klDivergence": { [Functional.klDivergence($0[0], $0[1], reduction: .sum)] },
      "cosineSimilarity": { [Functional.cosineSimilarity($0[0], $0[1])] },
    ]
  }

  private static var factories: [String: Operator] {
    [
      "arange": { _ in [.arange(5), .arange(2, 11, step: 3), .arange(0.5, 2, step: 0.25)] },
      "linspace": { _ in [.linspace(-1, 1, count: 7), .eye(3), .full([2], 2.5)] },
      "to bfloat16": { [$0[0].to(.bfloat16).to(.float32), $0[0].to(.float64), $0[0].to(.int32)] },
    ]
  }
}
