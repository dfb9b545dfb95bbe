import Checkpoints
import Foundation
import NN
import TestSupport
import Testing
import Torch

extension TorchTier {
  /// Layers and initialisers against PyTorch's, drawn from the same seed.
  @Suite(
    .serialized,
    .enabled(
      if: PythonPeer.has("torch", "safetensors"),
      "Python's torch and safetensors are missing: make test installs them"))
  struct LayerParityTests {
    /// What a Python function body saves as `out[name] = tensor`, after `torch.manual_seed(seed)`.
    private func python(_ body: String, seed: Int) throws -> [String: Tensor] {
      let folder = try TemporaryFolder()
      let path = folder.path("out.safetensors")
      let script = """
        import sys, torch
        import torch.nn.functional as F
        from torch import nn
        from safetensors.torch import save_file
        torch.manual_seed(\(seed))
        out = {}
        \(body)
        save_file({k: v.detach().clone().contiguous() for k, v in out.items()}, sys.argv[1])
        """
      try PythonPeer.run(["-c", script, path])
      return try TensorFile.load(path).tensors
    }

    private func expectEqual(
      _ actual: [(String, Tensor)], _ expected: [String: Tensor], tolerance: Double, seed: Int
    ) {
      for (name, tensor) in actual {
        guard let reference = expected[name] else {
          Issue.record("Python saved no \(name)")
          continue
        }
        #expect(relativeErrors(tensor, reference).norm <= tolerance, "\(name), seed \(seed)")
      }
    }

    /// Layers of a fresh model have the very weights that PyTorch draws for the seed.
    @Test func freshLayersDrawPyTorchsNumbers() throws {
      let seed = Int.random(in: 0..<1 << 31)
      let expected = try python(
        """
        layers = {"linear": nn.Linear(37, 21), "embedding": nn.Embedding(11, 7), "conv": nn.Conv2d(6, 9, 3, groups=3)}
        for name, layer in layers.items():
            out.update({f"{name}.{key}": value for key, value in layer.named_parameters()})
        """, seed: seed)
      Random.seed(UInt64(seed))
      let linear = Linear(37, 21)
      let embedding = Embedding(11, 7)
      let conv = Conv2d(6, 9, kernel: 3, groups: 3)
      for (name, layer) in [("linear", linear), ("embedding", embedding), ("conv", conv)]
        as [(String, Module)]
      {
        expectEqual(
          layer.namedParameters().map { ("\(name).\($0.name)", $0.parameter) }, expected, tolerance: 1e-7,
          seed: seed)
      }
    }

    @Test func initializersDrawPyTorchsNumbers() throws {
      let seed = Int.random(in: 0..<1 << 31)
      let expected = try python(
        """
        from torch.nn import init
        def new(): return torch.empty(18, 31)
        out["xavier_uniform"] = init.xavier_uniform_(new(), gain=init.calculate_gain("tanh"))
        out["xavier_normal"] = init.xavier_normal_(new())
        out["kaiming_uniform"] = init.kaiming_uniform_(new(), nonlinearity="relu")
        out["kaiming_normal"] = init.kaiming_normal_(new(), a=0.2, mode="fan_out")
        out["wide"] = init.orthogonal_(new())
        out["tall"] = init.orthogonal_(torch.empty(20, 3, 2), gain=1.5)
        """, seed: seed)
      Random.seed(UInt64(seed))
      func made(_ shape: [Int] = [18, 31], _ fill: (Tensor) -> Void) -> Tensor {
        let tensor = Tensor.zeros(shape)
        fill(tensor)
        return tensor
      }
      expectEqual(
        [
          (
            "xavier_uniform",
            made { Initializers.xavierUniform($0, gain: Initializers.Nonlinearity.tanh.gain) }
          ),
          ("xavier_normal", made { Initializers.xavierNormal($0) }),
          ("kaiming_uniform", made { Initializers.kaimingUniform($0, .relu) }),
          ("kaiming_normal", made { Initializers.kaimingNormal($0, .leakyReLU(slope: 0.2), mode: .fanOut) }),
          ("wide", made { Initializers.orthogonal($0) }),
          ("tall", made([20, 3, 2]) { Initializers.orthogonal($0, gain: 1.5) }),
        ], expected, tolerance: 1e-6, seed: seed)
    }

    @Test func normsAndLossesAgree() throws {
      let seed = Int.random(in: 0..<1 << 31)
      let expected = try python(
        """
        x = out["x"] = torch.randn(5, 12)
        y = out["y"] = torch.randn(5, 12)
        t = out["t"] = torch.randint(12, (5,)); t[1] = -1
        w = out["w"] = torch.rand(12)
        b = out["b"] = torch.randn(12)
        out["layer"] = F.layer_norm(x, (12,), w, b)
        out["rms"] = F.rms_norm(x, (12,), w)
        out["bare"] = F.rms_norm(x, (12,), None, 1e-3)
        out["ce"] = F.cross_entropy(x, t, ignore_index=-1, label_smoothing=0.2)
        out["ce_none"] = F.cross_entropy(x, t, ignore_index=-1, reduction="none")
        out["ce_sum"] = F.cross_entropy(x, t, ignore_index=-1, reduction="sum")
        out["mse"] = F.mse_loss(x, y)
        out["bce"] = F.binary_cross_entropy_with_logits(x, y.sigmoid(), reduction="sum")
        """, seed: seed)
      guard let x = expected["x"], let y = expected["y"], let t = expected["t"], let w = expected["w"],
        let b = expected["b"]
      else {
        Issue.record("Python saved no inputs")
        return
      }
      let (layer, rms, bare) = (LayerNorm(12), RMSNorm(12), RMSNorm(12, eps: 1e-3, weight: false))
      try layer.load(stateDict: ["weight": w, "bias": b])
      try rms.load(stateDict: ["weight": w])
      expectEqual(
        [
          ("layer", layer(x)), ("rms", rms(x)), ("bare", bare(x)),
          ("ce", Functional.crossEntropy(x, t, ignoreIndex: -1, labelSmoothing: 0.2)),
          ("ce_none", Functional.crossEntropy(x, t, ignoreIndex: -1, reduction: .none)),
          ("ce_sum", Functional.crossEntropy(x, t, ignoreIndex: -1, reduction: .sum)),
          ("mse", Functional.meanSquaredError(x, y)),
          ("bce", Functional.binaryCrossEntropyWithLogits(x, y.sigmoid(), reduction: .sum)),
        ], expected, tolerance: 1e-6, seed: seed)
    }

    /// Windows, grouped heads and the causal kernel against attention spelled out in Python.
    @Test func attentionAgrees() throws {
      let seed = Int.random(in: 0..<1 << 31)
      let cases: [(window: Int?, keyHeads: Int)] = [(nil, 6), (3, 6), (0, 3), (100, 2), (16, 1)]
      let expected = try python(
        """
        q = out["q"] = torch.randn(2, 6, 17, 8)
        distance = torch.arange(17)[:, None] - torch.arange(17)
        for case, (window, heads) in enumerate(\(cases.map { [$0.window ?? 17, $0.keyHeads] })):
            k, v = (torch.randn(2, heads, 17, 8) for _ in range(2))
            out[f"k{case}"], out[f"v{case}"] = k, v
            k, v = (x.repeat_interleave(6 // heads, dim=1) for x in (k, v))
            hidden = (distance < 0) | (distance > window)
            out[f"y{case}"] = (q @ k.mT / 8 ** 0.5).masked_fill(hidden, -torch.inf).softmax(-1) @ v
        """, seed: seed)
      for (index, (window, _)) in cases.enumerated() {
        guard let q = expected["q"], let k = expected["k\(index)"], let v = expected["v\(index)"] else {
          Issue.record("Python saved no inputs")
          return
        }
        let attend = CausalAttention(window: window)
        expectEqual([("y\(index)", attend(q, k, v))], expected, tolerance: 1e-6, seed: seed)
        // A shorter sequence and the first one again: the mask follows.
        let short = [q, k, v].map { $0.narrow(dim: 2, start: 0, length: 9) }
        #expect(attend(short[0], short[1], short[2]).shape == [2, 6, 9, 8])
        expectEqual([("y\(index)", attend(q, k, v))], expected, tolerance: 1e-6, seed: seed)
      }
    }
  }

  /// Properties of layers that need no peer.
  @Suite struct LayerTests {
    @Test func rotationKeepsLengthsAndDependsOnDistance() {
      let rotary = RotaryEmbedding(8, positions: 64)
      let x = Tensor.randn([2, 3, 10, 8])
      let turned = rotary(x)
      #expect(relativeErrors(turned.square().sum(dim: [-1]), x.square().sum(dim: [-1])).norm < 1e-6)
      #expect(
        relativeErrors(
          rotary(x, offset: 5).narrow(dim: 2, start: 0, length: 1), turned.narrow(dim: 2, start: 0, length: 1)
        ).norm > 0.01)
      // ⟨R(i)q, R(j)k⟩ depends on i − j alone.
      let (q, k) = (Tensor.randn([1, 1, 1, 8]), Tensor.randn([1, 1, 1, 8]))
      let near = (rotary(q, offset: 7) * rotary(k, offset: 3)).sum().item()
      let far = (rotary(q, offset: 44) * rotary(k, offset: 40)).sum().item()
      #expect(abs(near - far) < 1e-5)
    }

    @Test func dropoutDropsInTrainingOnly() {
      let dropout = Dropout(0.25)
      let x = Tensor.ones([10_000])
      let dropped = dropout(x)
      let kept = (dropped .!= 0).to(.float32).mean().item()
      #expect(abs(kept - 0.75) < 0.03)
      #expect(abs(dropped.max().item() - 1 / 0.75) < 1e-6)
      dropout.eval()
      #expect(relativeErrors(dropout(x), x).norm == 0)
    }

    @Test func sequentialChains() {
      let net = Sequential(Flatten(), Linear(12, 4), Activation { $0.relu() }, Dropout(0))
      #expect(net(Tensor.ones([2, 3, 4])).shape == [2, 4])
      #expect(net.namedParameters().map(\.name) == ["1.weight", "1.bias"])
    }
  }
}
