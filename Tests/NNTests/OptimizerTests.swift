import NN
import Testing
import Torch

extension TorchTier {
  /// Groups, clipping, states.
  @Suite(.serialized) struct OptimizerTests {
    private func parameter(_ shape: [Int]) -> Tensor {
      let tensor = Tensor.randn(shape)
      tensor.requiresGrad = true
      return tensor
    }

    @Test func polarExpressIsNearlyOrthogonal() {
      for shape in [[3, 20, 48], [3, 48, 20], [2, 32, 32]] {
        let x = PolarExpress.orthogonalize(Tensor.randn(shape))
        #expect(x.shape == shape)
        let singular = x.singularValues()
        #expect(singular.max().item() < 1.3)
        // A square Gaussian matrix has singular values near 0, which five steps lift but do not bring to 1.
        if shape[1] != shape[2] { #expect(singular.min().item() > 0.7) }
      }
    }

    @Test func clippingBoundsTheNorm() {
      let parameters = [parameter([3, 4]), parameter([5]), parameter([2])]
      for tensor in parameters.dropLast() { (tensor.square().sum() * 10).backward() }
      func norm() -> Double {
        parameters.compactMap(\.grad).map { $0.square().sum().item() }.reduce(0, +).squareRoot()
      }
      let before = norm()
      #expect(abs(clipGradNorm(parameters, maxNorm: 1).item() - before) < 1e-4 * before)
      #expect(abs(norm() - 1) < 1e-4)
      clipGradNorm(parameters, maxNorm: 5)
      #expect(abs(norm() - 1) < 1e-4)
    }

    @Test func groupsHaveTheirOwnRates() {
      let (a, b, idle) = (parameter([2]), parameter([2]), parameter([2]))
      let (a0, idle0) = (a.detach().clone(), idle.detach().clone())
      let adam = AdamW([.init([a], learningRate: 0), .init([b, idle], learningRate: 0.5)])
      adam.setLearningRate(multiplier: 0.5)
      #expect(adam.groups.map(\.learningRate) == [0, 0.25])
      adam.setLearningRate(multiplier: 1)
      #expect(adam.groups.map(\.learningRate) == [0, 0.5])
      let b0 = b.detach().clone()
      (a * b).sum().backward()
      adam.step()
      #expect(relativeErrors(a, a0).norm == 0)
      #expect(relativeErrors(b, b0).norm > 0.01)
      #expect(relativeErrors(idle, idle0).norm == 0)
      adam.zeroGrad()
      #expect(a.grad == nil)
    }

    /// One training step of `optimizer` on a loss that depends on `step` alone.
    private func advance(_ optimizer: any ResumableOptimizer, _ parameters: [Tensor], step: Int) {
      optimizer.zeroGrad()
      let loss = parameters.map { ($0.sin() * Double(step + 1)).sum() }.reduce(Tensor.zeros([])) { $0 + $1 }
      loss.backward()
      optimizer.setLearningRate(multiplier: 1 / Double(step + 1))
      optimizer.step()
    }

    @Test(arguments: ["adamw", "muon", "sgd"])
    func aRestoredStateGoesOnBitForBit(kind: String) throws {
      func optimizer(_ parameters: [Tensor]) -> any ResumableOptimizer {
        switch kind {
        case "adamw": AdamW(parameters, learningRate: 0.1)
        case "muon": Muon(parameters, learningRate: 0.1, weightDecay: 0.1)
        default: SGD(parameters, learningRate: 0.1, momentum: 0.9, nesterov: true)
        }
      }
      let parameters = [parameter([4, 6]), parameter([6, 4]), parameter([4, 6])]
      let first = optimizer(parameters)
      for step in 0..<3 { advance(first, parameters, step: step) }

      let copies = parameters.map { tensor in
        let copy = tensor.detach().clone()
        copy.requiresGrad = true
        return copy
      }
      let second = optimizer(copies)
      try second.load(stateDict: first.stateDict())
      for step in 3..<6 {
        advance(first, parameters, step: step)
        advance(second, copies, step: step)
      }
      for (a, b) in zip(parameters, copies) { #expect(a.isEqual(b)) }

      var damaged = first.stateDict()
      damaged["0.options"] = Tensor.ones([99], dtype: .float64)
      #expect(throws: OptimizerStateError.self) { try second.load(stateDict: damaged) }
      var extra = first.stateDict()
      extra["0.7.exp_avg"] = Tensor.ones([1])
      let error = #expect(throws: OptimizerStateError.self) { try second.load(stateDict: extra) }
      #expect(error?.description.contains("0.7.exp_avg is unexpected") == true)
    }
  }
}
