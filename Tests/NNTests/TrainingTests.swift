import Checkpoints
import NN
import TestSupport
import Testing
import Torch

extension TorchTier {
  /// Whole training runs.
  @Suite(.serialized) struct TrainingTests {
    /// A model with dropout, trained on random tokens: all of it depends on the random numbers' state.
    private final class Run {
      let model = TinyGPT()
      let dropout = Dropout(0.1)
      let optimizers: [any ResumableOptimizer]

      init() {
        let named = model.namedParameters()
        let matrices = named.filter { $0.name.hasPrefix("blocks.") }.map(\.parameter)
        let rest = named.filter { !$0.name.hasPrefix("blocks.") }.map(\.parameter)
        optimizers = [Muon(matrices, learningRate: 0.02, weightDecay: 0.1), AdamW(rest, learningRate: 3e-3)]
      }

      func step(_ step: Int) -> Double {
        let tokens = Tensor.randint(0..<TinyGPT.vocabulary, [2, TinyGPT.length])
        let loss = Functional.crossEntropy(
          dropout(model(tokens)).flatten(to: 1), tokens.flatten(), ignoreIndex: -1)
        for optimizer in optimizers { optimizer.zeroGrad() }
        loss.backward()
        for optimizer in optimizers {
          optimizer.setLearningRate(multiplier: 1 / Double(step + 1).squareRoot())
          optimizer.step()
        }
        return loss.item()
      }
    }

    private func onOneThread<Result>(_ body: () throws -> Result) rethrows -> Result {
      let threads = LibTorch.threads
      LibTorch.threads = 1
      defer { LibTorch.threads = threads }
      return try body()
    }

    @Test func identicalSeedsGiveIdenticalLosses() {
      func losses(seed: UInt64) -> [Double] {
        Random.seed(seed)
        let run = Run()
        return (0..<20).map { run.step($0) }
      }
      onOneThread {
        let first = losses(seed: 11)
        #expect(losses(seed: 11) == first)
        #expect(losses(seed: 12) != first)
        #expect(first.allSatisfy { $0.isFinite })
      }
    }

    @Test func aResumedRunEqualsOneThatNeverStopped() throws {
      let folder = try TemporaryFolder()
      let path = folder.path("training.safetensors")
      try onOneThread {
        Random.seed(5)
        let run = Run()
        for step in 0..<6 { _ = run.step(step) }
        let checkpoint = TrainingCheckpoint(model: run.model, optimizers: run.optimizers)
        try checkpoint.save(step: 6, metadata: ["note": "x"], to: path)
        let expected = (6..<12).map { run.step($0) }

        Random.seed(99)
        let resumed = Run()
        let state = try TrainingCheckpoint(model: resumed.model, optimizers: resumed.optimizers).load(
          from: path)
        #expect(state.step == 6 && state.metadata == ["note": "x"])
        #expect((state.step..<12).map { resumed.step($0) } == expected)
        for (a, b) in zip(run.model.parameters(), resumed.model.parameters()) { #expect(a.isEqual(b)) }

        let wrong = TrainingCheckpoint(model: resumed.model, optimizers: [resumed.optimizers[0]])
        #expect(throws: CheckpointError.self) { try wrong.load(from: path) }
      }
    }

    /// One leaked gradient a step would be 300 MB in the end.
    @Test func memoryStaysFlatOver2000Steps() {
      let model = Sequential(Linear(64, 256), Activation { $0.gelu() }, LayerNorm(256), Linear(256, 64))
      let named = model.namedParameters()
      let optimizers: [any ResumableOptimizer] = [
        Muon(
          named.filter { $0.parameter.shape.count == 2 }.map(\.parameter), learningRate: 0.01,
          weightDecay: 0.1),
        AdamW(named.filter { $0.parameter.shape.count != 2 }.map(\.parameter)),
      ]
      func train(_ steps: Int) {
        for _ in 0..<steps {
          let x = Tensor.randn([16, 64])
          let loss = Functional.meanSquaredError(model(x), x)
          for optimizer in optimizers { optimizer.zeroGrad() }
          loss.backward()
          clipGradNorm(model.parameters(), maxNorm: 1)
          for optimizer in optimizers { optimizer.step() }
        }
      }
      let before = onOneThread {
        train(500)
        let bytes = residentBytes()
        train(1500)
        return bytes
      }
      let grown = Double(residentBytes()) - Double(before)
      #expect(grown < 16e6, "grew by \(grown / 1e6) MB")
    }
  }
}
