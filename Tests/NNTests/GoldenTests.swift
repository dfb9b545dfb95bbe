import NN
import TestSupport
import Testing
import Torch

extension TorchTier {
  /// The same numbers as PyTorch, within 1e-5 in float32: ‖a − b‖ / ‖b‖ for each tensor.
  @Suite(
    .serialized,
    .enabled(
      if: PythonPeer.has("torch", "safetensors"),
      "Python's torch and safetensors are missing: make test installs them"))
  struct GoldenTests {
    private let tolerance = 1e-5
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func expectClose(
      _ actual: [(name: String, tensor: Tensor)], _ expected: [String: Tensor], _ golden: GoldenFile,
      _ what: String
    ) {
      #expect(Set(actual.map(\.name)) == Set(expected.keys))
      var worst = (norm: 0.0, maximum: 0.0, name: "")
      for (name, tensor) in actual {
        guard let reference = expected[name] else { continue }
        let error = relativeErrors(tensor, reference)
        #expect(error.norm <= tolerance, "\(what) \(name): seed \(golden.seed)")
        if error.norm >= worst.norm { worst = (error.norm, max(error.maximum, worst.maximum), name) }
      }
      print("\(what): worst ‖a−b‖/‖b‖ \(worst.norm) (\(worst.name)), max|a−b|/max|b| \(worst.maximum)")
    }

    private func train(
      steps: Int, _ optimizers: [any Optimizer], loss: (Int) -> Tensor
    ) -> Tensor {
      let losses = (0..<steps).map { step -> Tensor in
        for optimizer in optimizers { optimizer.zeroGrad() }
        let value = loss(step)
        value.backward()
        for optimizer in optimizers { optimizer.step() }
        return value.detach()
      }
      return Tensor.stack(losses, dim: 0)
    }

    @Test func gpt() throws {
      let golden = try GoldenFile(script: "gpt.py", in: folder)
      let (tokens, targets) = (golden["tokens"], golden["targets"])
      func fresh() throws -> TinyGPT {
        let model = TinyGPT()
        try model.load(stateDict: golden.members("weight"))
        return model
      }
      func loss(_ model: TinyGPT, _ step: Int) -> Tensor { model.loss(tokens[step], targets[step]) }

      let model = try fresh()
      expectClose([("logits", model(tokens[0]))], ["logits": golden["logits"]], golden, "gpt")
      let first = loss(model, 0)
      first.backward()
      expectClose([("loss", first)], ["loss": golden["loss"]], golden, "gpt")
      let gradients = model.namedParameters().compactMap { name, parameter in
        parameter.grad.map { (name, $0) }
      }
      expectClose(gradients, golden.members("grad"), golden, "gpt gradients")

      let adamModel = try fresh()
      let (decayed, others) = (
        adamModel.parameters().filter { $0.shape.count == 2 },
        adamModel.parameters().filter { $0.shape.count != 2 }
      )
      let adam = AdamW([
        .init(decayed, learningRate: 3e-3, betas: (0.8, 0.95), eps: 1e-5, weightDecay: 0.1),
        .init(others, learningRate: 1e-2, betas: (0.9, 0.99), eps: 1e-5, weightDecay: 0),
      ])
      let steps = tokens.shape[0]
      let adamLosses = train(steps: steps, [adam]) { loss(adamModel, $0) }
      expectClose([("losses", adamLosses)], ["losses": golden["adamw_losses"]], golden, "gpt AdamW")
      expectClose(adamModel.namedParameters().map { ($0, $1) }, golden.members("adamw"), golden, "gpt AdamW")

      let muonModel = try fresh()
      let named = muonModel.namedParameters()
      let (matrices, rest) = (
        named.filter { $0.name.hasPrefix("blocks.") }, named.filter { !$0.name.hasPrefix("blocks.") }
      )
      let optimizers: [any Optimizer] = [
        Muon(matrices.map(\.parameter), learningRate: 0.02, momentum: 0.9, beta2: 0.95, weightDecay: 0.002),
        AdamW(rest.map(\.parameter), learningRate: 3e-3, betas: (0.8, 0.95), eps: 1e-5, weightDecay: 0),
      ]
      let muonLosses = train(steps: steps, optimizers) { loss(muonModel, $0) }
      expectClose([("losses", muonLosses)], ["losses": golden["muon_losses"]], golden, "gpt Muon")
      expectClose(muonModel.namedParameters().map { ($0, $1) }, golden.members("muon"), golden, "gpt Muon")
    }

    @Test func convolutionalNetwork() throws {
      let golden = try GoldenFile(script: "convnet.py", in: folder)
      let (images, labels) = (golden["images"], golden["labels"])
      func fresh() throws -> ConvNet {
        let model = ConvNet()
        try model.load(stateDict: golden.members("weight"))
        return model
      }

      let model = try fresh()
      model.eval()
      expectClose([("logits", model(images[0]))], ["logits": golden["eval_logits"]], golden, "conv net, eval")
      model.train()
      let logits = model(images[0])
      expectClose([("logits", logits)], ["logits": golden["logits"]], golden, "conv net")
      let loss = Functional.crossEntropy(logits, labels[0], labelSmoothing: 0.1)
      loss.backward()
      expectClose([("loss", loss)], ["loss": golden["loss"]], golden, "conv net")
      let gradients = model.namedParameters().compactMap { name, parameter in
        parameter.grad.map { (name, $0) }
      }
      // A convolution's bias before batch norm has no effect: its gradient is rounding noise around 0.
      let expected = golden.members("grad").filter { $0.key != "conv1.bias" }
      expectClose(gradients.filter { $0.0 != "conv1.bias" }, expected, golden, "conv net gradients")

      let trained = try fresh()
      let sgd = SGD(
        trained.parameters(), learningRate: 0.05, momentum: 0.9, weightDecay: 0.01, nesterov: true)
      let losses = train(steps: images.shape[0], [sgd]) {
        Functional.crossEntropy(trained(images[$0]), labels[$0])
      }
      expectClose([("losses", losses)], ["losses": golden["sgd_losses"]], golden, "conv net SGD")
      expectClose(trained.stateDict().map { ($0, $1) }, golden.members("sgd"), golden, "conv net SGD")
    }
  }
}
