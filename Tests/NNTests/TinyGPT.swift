import NN
import Torch

/// The model of Golden/gpt.py, made of the parts of `NN`.
final class TinyGPT: Module {
  static let (vocabulary, depth, width, heads, gateChannels) = (97, 4, 48, 3, 12)
  static let (length, window) = (20, 8)

  let embedding: Embedding
  let blocks: [Block]
  let valueEmbeddings: [Int: Embedding]
  let head: Linear
  @Parameter var residualLambdas: Tensor
  @Parameter var x0Lambdas: Tensor

  override init() {
    let (depth, width, vocabulary) = (Self.depth, Self.width, Self.vocabulary)
    let rotary = RotaryEmbedding(width / Self.heads, positions: Self.length)
    let isGated = (0..<depth).map { $0 % 2 == (depth - 1) % 2 }
    embedding = Embedding(vocabulary, width)
    blocks = isGated.enumerated().map { layer, gated in
      Block(gated: gated, window: layer == depth - 1 ? nil : Self.window, rotary: rotary)
    }
    let gatedLayers = (0..<depth).filter { isGated[$0] }
    valueEmbeddings = Dictionary(uniqueKeysWithValues: gatedLayers.map { ($0, Embedding(vocabulary, width)) })
    head = Linear(width, vocabulary, bias: false)
    residualLambdas = Tensor.ones([depth])
    x0Lambdas = Tensor.zeros([depth])
    super.init()
  }

  /// Tokens [B, T] → logits [B, T, V]
  func callAsFunction(_ tokens: Tensor) -> Tensor {
    let x0 = norm(embedding(tokens))
    var x = x0
    for (layer, block) in blocks.enumerated() {
      x = residualLambdas[layer] * x + x0Lambdas[layer] * x0
      x = block(x, valueEmbeddings[layer].map { $0(tokens) })
    }
    return (head(norm(x)) / 15).tanh() * 15
  }

  func loss(_ tokens: Tensor, _ targets: Tensor) -> Tensor {
    Functional.crossEntropy(self(tokens).flatten(to: 1), targets.flatten(), ignoreIndex: -1)
  }
}

/// Root mean square 1 over the features, without weights.
private func norm(_ x: Tensor) -> Tensor {
  x.rmsNorm()
}

final class Block: Module {
  let attention: Attention
  let mlp: MLP

  init(gated: Bool, window: Int?, rotary: RotaryEmbedding) {
    attention = Attention(gated: gated, window: window, rotary: rotary)
    mlp = MLP()
    super.init()
  }

  func callAsFunction(_ x: Tensor, _ ve: Tensor?) -> Tensor {
    let x = x + attention(norm(x), ve)
    return x + mlp(norm(x))
  }
}

final class MLP: Module {
  let up = Linear(TinyGPT.width, 4 * TinyGPT.width, bias: false)
  let down = Linear(4 * TinyGPT.width, TinyGPT.width, bias: false)

  func callAsFunction(_ x: Tensor) -> Tensor { down(up(x).relu().square()) }
}

final class Attention: Module {
  let query = Linear(TinyGPT.width, TinyGPT.width, bias: false)
  let key = Linear(TinyGPT.width, TinyGPT.width, bias: false)
  let value = Linear(TinyGPT.width, TinyGPT.width, bias: false)
  let output = Linear(TinyGPT.width, TinyGPT.width, bias: false)
  let gate: Linear?
  let rotary: RotaryEmbedding
  let attend: CausalAttention

  init(gated: Bool, window: Int?, rotary: RotaryEmbedding) {
    gate = gated ? Linear(TinyGPT.gateChannels, TinyGPT.heads, bias: false) : nil
    attend = CausalAttention(window: window)
    self.rotary = rotary
    super.init()
  }

  func callAsFunction(_ x: Tensor, _ ve: Tensor?) -> Tensor {
    let (batch, length, heads) = (x.shape[0], x.shape[1], TinyGPT.heads)
    func split(_ y: Tensor) -> Tensor { y.view([batch, length, heads, -1]).transpose(1, 2) }  // [B, H, T, D]
    var v = split(value(x))
    if let gate, let ve {
      let open = gate(x.narrow(dim: -1, start: 0, length: TinyGPT.gateChannels)).sigmoid() * 2  // [B, T, H]
      v = v + open.transpose(1, 2).unsqueeze(-1) * split(ve)
    }
    let y = attend(norm(rotary(split(query(x)))), norm(rotary(split(key(x)))), v)
    return output(y.transpose(1, 2).reshape(x.shape))
  }
}
