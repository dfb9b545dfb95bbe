// The one file that experiments edit: a small GPT, its optimizer and its training loop.
//
// Everything here is fair game. What is not here is the harness's: the clock (it starts before the first line of this file
// runs), the batches, the seed and the score, which is bits per byte of held-out text, computed elsewhere from the logits.

import Lab

// MARK: - Knobs: literals that a numeric search may turn; a person or an agent may turn all the rest as well

let depth = knob(cpu: 4, gpu: 8, in: 1...16)
let aspectRatio = knob(64, in: 32...128, step: 16)
let headSize = knob(cpu: 64, gpu: 128, in: 32...128, step: 32)
let windowPattern = knob("SSSL", of: ["L", "SL", "SSL", "SSSL"])
let batchRows = knob(cpu: 4, gpu: 256, in: 1...512, .log)
let deviceRows = 128  // larger batches are trained in parts of so many rows
let matrixRate = knob(0.04, in: 0.005...0.2, .log)
let embeddingRate = knob(0.6, in: 0.05...3, .log)
let headRate = knob(0.004, in: 0.0005...0.05, .log)
let scalarRate = knob(0.5, in: 0.05...2, .log)
let weightDecay = knob(0.2, in: 0...1)
let warmup = knob(0.0, in: 0...0.3)
let warmdown = knob(0.5, in: 0...1)
let finalRate = knob(0.0, in: 0...0.3)
let softCap = 15.0

/// The model's dimensions all follow from one dial, the depth.
let width = (depth * aspectRatio + headSize - 1) / headSize * headSize

// MARK: - Model

/// Normalisation without a gain.
func norm(_ x: Tensor) -> Tensor { x.rmsNorm() }

/// Every other layer mixes token identities into its values; the last one always does.
func hasValueEmbedding(_ layer: Int) -> Bool { layer % 2 == (depth - 1) % 2 }

final class Attention: Module {
  let heads = width / headSize
  let query = Linear(width, width, bias: false)
  let key = Linear(width, width, bias: false)
  let value = Linear(width, width, bias: false)
  let output = Linear(width, width, bias: false)
  let gate: Linear?
  let gateChannels = 32
  let attend: CausalAttention

  init(layer: Int, window: Int?) {
    gate = hasValueEmbedding(layer) ? Linear(gateChannels, heads, bias: false) : nil
    attend = CausalAttention(window: window)
    super.init()
  }

  func callAsFunction(_ x: Tensor, valueEmbedding: Tensor?, rotary: RotaryEmbedding) -> Tensor {
    let (rows, length) = (x.shape[0], x.shape[1])
    func split(_ x: Tensor) -> Tensor { x.view([rows, length, heads, headSize]) }
    var v = split(value(x))  // [B, T, heads, headSize]
    if let gate, let valueEmbedding {
      let share = gate(x.narrow(dim: -1, start: 0, length: gateChannels)).sigmoid() * 2  // [B, T, heads]
      v = v + share.unsqueeze(-1) * split(valueEmbedding)
    }
    let q = norm(rotary(split(query(x)).transpose(1, 2)))  // [B, heads, T, headSize]
    let k = norm(rotary(split(key(x)).transpose(1, 2)))
    let y = attend(q, k, v.transpose(1, 2))
    return output(y.transpose(1, 2).reshape([rows, length, width]))
  }
}

final class MLP: Module {
  let up = Linear(width, 4 * width, bias: false)
  let down = Linear(4 * width, width, bias: false)

  func callAsFunction(_ x: Tensor) -> Tensor { down(up(x).relu().square()) }
}

final class Block: Module {
  let attention: Attention
  let mlp = MLP()

  init(layer: Int, window: Int?) {
    attention = Attention(layer: layer, window: window)
    super.init()
  }

  func callAsFunction(_ x: Tensor, valueEmbedding: Tensor?, rotary: RotaryEmbedding) -> Tensor {
    let x = x + attention(norm(x), valueEmbedding: valueEmbedding, rotary: rotary)
    return x + mlp(norm(x))
  }
}

final class GPT: Module, LanguageModel {
  let embedding: Embedding
  let blocks: [Block]
  let valueEmbeddings: [Int: Embedding]
  let head: Linear
  let rotary: RotaryEmbedding
  /// How much of the stream, and of the embedding where it began, goes into each layer.
  @Parameter var streamShares: Tensor
  @Parameter var embeddingShares: Tensor

  init(_ text: TextShape) {
    embedding = Embedding(text.vocabularySize, width)
    blocks = (0..<depth).map { layer in
      let letters = Array(windowPattern)
      let long = layer == depth - 1 || letters[layer % letters.count] == "L"
      return Block(layer: layer, window: long ? nil : text.sequenceLength / 2)
    }
    valueEmbeddings = Dictionary(
      uniqueKeysWithValues: (0..<depth).filter(hasValueEmbedding).map {
        ($0, Embedding(text.vocabularySize, width))
      })
    head = Linear(width, text.vocabularySize, bias: false)
    rotary = RotaryEmbedding(headSize, positions: text.sequenceLength)
    streamShares = .ones([depth])
    embeddingShares = .full([depth], 0.1)
    super.init()
    initialise()
  }

  /// Projections back into the stream start at zero, so that at first each block passes its input on.
  private func initialise() {
    let bound = (3 / Double(width)).squareRoot()
    Initializers.normal(embedding.weight, std: 1)
    Initializers.normal(head.weight, std: 0.001)
    for table in valueEmbeddings.values { Initializers.uniform(table.weight, -bound, bound) }
    for block in blocks {
      for layer in [block.attention.query, block.attention.key, block.attention.value, block.mlp.up] {
        Initializers.uniform(layer.weight, -bound, bound)
      }
      for layer in [block.attention.output, block.mlp.down] { Initializers.zeros(layer.weight) }
      if let gate = block.attention.gate { Initializers.zeros(gate.weight) }
    }
  }

  func callAsFunction(_ tokens: Tensor) -> Tensor {
    let start = norm(embedding(tokens))  // [B, T, width]
    var x = start
    for (layer, block) in blocks.enumerated() {
      x = streamShares[layer] * x + embeddingShares[layer] * start
      x = block(x, valueEmbedding: valueEmbeddings[layer]?(tokens), rotary: rotary)
    }
    return (head(norm(x)).to(.float32) / softCap).tanh() * softCap  // [B, T, V]
  }
}

// MARK: - Training

@main
struct Train: Experiment {
  func makeModel(_ text: TextShape) -> GPT { GPT(text) }

  func train(_ model: GPT, _ run: TrainingRun) {
    // Rates of the embeddings and the head were tuned at width 768.
    let scale = (Double(width) / 768).squareRoot()
    let tables = [model.embedding.weight] + model.valueEmbeddings.values.map(\.weight)
    let betas = (0.8, 0.95)
    let adam = AdamW([
      AdamW.Group(
        [model.head.weight], learningRate: headRate / scale, betas: betas, eps: 1e-10, weightDecay: 0),
      AdamW.Group(tables, learningRate: embeddingRate / scale, betas: betas, eps: 1e-10, weightDecay: 0),
      AdamW.Group(
        [model.streamShares], learningRate: scalarRate * 0.01, betas: betas, eps: 1e-10, weightDecay: 0),
      AdamW.Group(
        [model.embeddingShares], learningRate: scalarRate, betas: (0.96, 0.95), eps: 1e-10, weightDecay: 0),
    ])
    let muon = Muon(model.blocks.flatMap { $0.parameters() }, learningRate: matrixRate)

    for batch in run.batches(rows: batchRows) {
      for group in adam.groups { group.learningRate = group.initialLearningRate * schedule(run.progress) }
      for group in muon.groups {
        group.learningRate = group.initialLearningRate * schedule(run.progress)
        group.momentum = 0.85 + 0.1 * min(Double(run.step) / 300, 1)
        group.weightDecay = weightDecay * (1 - run.progress)
      }

      var loss = 0.0
      let parts = batch.split(rows: deviceRows)
      for part in parts {
        let logits = model(part.tokens)  // [B, T, V]
        let partLoss =
          Functional.crossEntropy(logits.flatten(to: 1), part.targets.flatten()) / Double(parts.count)
        partLoss.backward()
        loss += partLoss.item()
      }
      adam.step()
      muon.step()
      model.zeroGrad()
      run.report(loss: loss)
    }
  }

  /// Share of the full learning rate at a point of the budget: up, level, down.
  func schedule(_ progress: Double) -> Double {
    if progress < warmup { return progress / warmup }
    if progress < 1 - warmdown { return 1 }
    let left = (1 - progress) / warmdown
    return left + (1 - left) * finalRate
  }
}
