import NN
import Testing
import Torch

extension TorchTier {
  /// Names, modes, state dicts.
  @Suite struct ModuleTests {
    private class Base: Module {
      let first = Linear(2, 3)
      @Buffer var table: Tensor
      @Buffer var scratch: Tensor

      override init() {
        table = Tensor.ones([2])
        _scratch = Buffer(wrappedValue: Tensor.ones([1]), persistent: false)
        super.init()
      }
    }

    private final class Net: Base {
      let layers: [Module]
      let named: [String: Linear] = ["b": Linear(1, 1, bias: false), "a": Linear(1, 1, bias: false)]
      let byNumber: [Int: [Linear]] = [10: [Linear(1, 1, bias: false)], 9: [Linear(1, 1, bias: false)]]
      let optional: Linear? = Linear(1, 1, bias: false)
      let absent: Linear? = nil
      let pair = (Linear(1, 1, bias: false), right: [nil, Linear(1, 1, bias: false)])
      let dropout = Dropout(0.5)
      let sizes = [1, 2, 3]
      let names = ["x": 1]
      var closure: () -> Void = {}
      @Parameter var gain: Tensor

      override init() {
        layers = [Sequential(Linear(1, 2), Activation { $0.relu() }, Linear(2, 1)), LayerNorm(2)]
        gain = Tensor.ones([3])
        super.init()
      }
    }

    @Test func namesFollowTheProperties() {
      let net = Net()
      #expect(
        net.namedParameters().map(\.name) == [
          "first.weight", "first.bias", "layers.0.0.weight", "layers.0.0.bias", "layers.0.2.weight",
          "layers.0.2.bias", "layers.1.weight", "layers.1.bias", "named.a.weight", "named.b.weight",
          "byNumber.9.0.weight", "byNumber.10.0.weight", "optional.weight", "pair.0.weight",
          "pair.right.1.weight", "gain",
        ])
      #expect(net.namedBuffers().map(\.name) == ["table", "scratch"])
      #expect(Set(net.stateDict().keys) == Set(net.namedParameters().map(\.name) + ["table"]))
      #expect(net.parameterCount == net.parameters().reduce(0) { $0 + $1.count })
      let trainable = net.parameters().allSatisfy(\.requiresGrad)
      #expect(trainable)
    }

    @Test func modesReachEveryModule() {
      let net = Net()
      #expect(net.namedModules().count > 10)
      net.eval()
      #expect(net.namedModules().allSatisfy { !$0.module.isTraining })
      net.train()
      #expect(net.namedModules().allSatisfy { $0.module.isTraining })
    }

    @Test func frozenParametersGetNoGradient() {
      let net = Sequential(Linear(2, 2), Linear(2, 1))
      let layers = net.namedModules().compactMap { $0.module as? Linear }
      layers[0].requiresGrad(false)
      net(Tensor.ones([1, 2])).sum().backward()
      #expect(layers[0].weight.grad == nil)
      #expect(layers[1].weight.grad != nil)
      net.zeroGrad()
      #expect(layers[1].weight.grad == nil)
      net.to(dtype: .float64)
      #expect(!layers[0].weight.requiresGrad && layers[1].weight.requiresGrad)
      #expect(layers[0].weight.dtype == .float64)
    }

    @Test func stateDictRoundTrip() throws {
      let (a, b) = (Net(), Net())
      try b.load(stateDict: a.stateDict())
      for (name, tensor) in b.stateDict() {
        #expect(a.stateDict()[name].map { relativeErrors(tensor, $0).norm } == 0, "\(name)")
      }
    }

    @Test func everythingThatDoesNotFitIsListed() {
      let net = Net()
      var dict = net.stateDict()
      let before = net.first.weight.detach().clone()
      dict["first.wieght"] = dict.removeValue(forKey: "first.weight")
      dict["other"] = Tensor.ones([1])
      dict["gain"] = Tensor.ones([4])
      dict["table"] = Tensor.zeros([2])
      let error = #expect(throws: StateDictError.self) { try net.load(stateDict: dict) }
      #expect(
        error?.description == """
          the weights do not fit the model: missing: first.weight (nearest: first.wieght); \
          unexpected: first.wieght, other; wrong shape: gain is [4], the model's is [3]
          """)
      #expect(relativeErrors(net.first.weight, before).norm == 0)
      #expect(net.table.sum().item() == 2)
    }

    private final class Tied: Module {
      let embedding = Embedding(5, 3)
      let head = Linear(3, 5, bias: false)

      override init() {
        super.init()
        head.weight = embedding.weight
      }
    }

    @Test func tiedWeightsCountOnce() throws {
      let model = Tied()
      #expect(model.namedParameters().map(\.name) == ["embedding.weight"])
      #expect(model.parameterCount == 15)
      #expect(Array(model.stateDict().keys) == ["embedding.weight"])
      model.to(dtype: .float64)
      #expect(model.parameterCount == 15)
      let weight = Tensor.ones([5, 3])
      try model.load(stateDict: ["embedding.weight": weight])
      #expect(model.head.weight.sum().item() == 15)
      try model.load(stateDict: ["embedding.weight": weight * 2, "head.weight": weight * 2])
      #expect(model.head.weight.sum().item() == 30)
    }

    @Test func theMetaDeviceCountsWithoutMemory() {
      // 4 TB of weights.
      let model = Building.on(.meta) { Linear(1_000_000, 1_000_000) }
      #expect(model.parameterCount == 1_000_001_000_000)
      let small = Building.on(.meta) { TinyGPT() }
      #expect(small.parameterCount == TinyGPT().parameterCount)
    }
  }
}
