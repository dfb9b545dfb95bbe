import Testing
import Torch

extension TorchSuite {
  struct AutogradTests {
    @Test func gradientsAgreeWithFiniteDifferences() {
      let x = Tensor.randn([3, 4], dtype: .float64)
      let w = Tensor.randn([4, 5], dtype: .float64)
      func f(_ x: Tensor) -> Tensor {
        (x.matmul(w).tanh().softmax(dim: 1) * w.sum(dim: 0)).square().sum() + x.rmsNorm(eps: 1e-6).sum().exp()
      }
      x.requiresGrad = true
      f(x).backward()
      let found = x.grad!.array(as: Double.self)
      let step = 1e-5
      for index in 0..<x.count {
        func shifted(_ by: Double) -> Double {
          noGrad {
            let copy = x.clone()
            copy.view([-1])[index] = Tensor(scalar: copy.view([-1])[index].item() + by, dtype: .float64)
            return f(copy).item()
          }
        }
        let slope = (shifted(step) - shifted(-step)) / (2 * step)
        #expect(abs(found[index] - slope) <= 1e-6 * max(1, abs(slope)))
      }
    }

    @Test func backwardAddsToGradientsUntilTheyAreReset() {
      let x = Tensor([2.0, 3]).requiresGrad(true)
      #expect(x.grad == nil)
      x.square().sum().backward()
      x.square().sum().backward()
      #expect(x.grad?.array(as: Float.self) == [8, 12])
      x.grad = nil
      #expect(x.grad == nil)
      x.square().backward(gradient: Tensor([1.0, 0]))
      #expect(x.grad?.array(as: Float.self) == [4, 0])
    }

    @Test func derivativesOfDerivatives() {
      let x = Tensor(scalar: 3.0).requiresGrad(true)
      let first = gradients(of: x.pow(3), withRespectTo: [x], createGraph: true)[0]!
      let second = gradients(of: first, withRespectTo: [x])[0]!
      #expect(first.item() == 27)
      #expect(second.item() == 18)
      #expect(x.grad == nil)
    }

    @Test func whatIsNotUsedHasNoGradient() {
      let (used, unused) = (Tensor.ones([2]).requiresGrad(true), Tensor.ones([2]).requiresGrad(true))
      let found = gradients(of: used.sum(), withRespectTo: [used, unused])
      #expect(found[0]?.array(as: Float.self) == [1, 1])
      #expect(found[1] == nil)
    }

    @Test func noGradRecordsNothingAndNests() throws {
      struct Refused: Error {}
      let x = Tensor.ones([2]).requiresGrad(true)
      noGrad {
        #expect(!(x * 2).requiresGrad)
        enableGrad { #expect((x * 2).requiresGrad) }
        #expect(!(x * 2).requiresGrad)
      }
      #expect(throws: Refused.self) { try noGrad { throw Refused() } }
      #expect((x * 2).requiresGrad)
      #expect(!(x * 2).detach().requiresGrad)
      #expect(x.isLeaf && !(x * 2).isLeaf)
    }

    @Test func parametersCanBeFilledOutsideOfNoGrad() {
      let x = Tensor.zeros([64]).requiresGrad(true)
      x.normal_(mean: 3, std: 0.1)
      #expect(abs(x.detach().mean().item() - 3) < 0.2)
      x.uniform_(1, 2)
      #expect(x.detach().min().item() >= 1 && x.detach().max().item() < 2)
      x.fill_(4)
      #expect(x.isLeaf && x.requiresGrad)
      x.sum().backward()
      #expect(x.grad?.sum().item() == 64)
    }

    @Test func fillingAPartOfTheGraphCutsItsGradient() {
      let x = Tensor.ones([3]).requiresGrad(true)
      let y = x * 2
      y[0].zero_()
      y.sum().backward()
      #expect(x.grad?.array(as: Float.self) == [0, 2, 2])
    }
  }
}

extension TorchSuite {
  struct AutocastTests {
    @Test func productsAreShortAndLossesLong() {
      let (x, w) = (Tensor.randn([8, 16]), Tensor.randn([4, 16]).requiresGrad(true))
      let exact = Functional.linear(x, weight: w)
      let loss = autocast(on: .cpu) {
        let logits = Functional.linear(x, weight: w)
        #expect(logits.dtype == .bfloat16)
        #expect((logits.to(.float32) - exact).detach().norm().item() < 0.02 * exact.detach().norm().item())
        return Functional.crossEntropy(logits, .zeros([8], dtype: .int64))
      }
      #expect(loss.dtype == .float32)
      loss.backward()
      #expect(w.grad?.dtype == .float32)
      #expect(Functional.linear(x, weight: w).dtype == .float32)
    }

    @Test func regionsEndWithErrorsAndNest() {
      struct Refused: Error {}
      let x = Tensor.ones([4, 4])
      autocast(on: .cpu) {
        #expect(throws: Refused.self) { try autocast(to: .float16, on: .cpu) { throw Refused() } }
        #expect(x.matmul(x).dtype == .bfloat16)
      }
      #expect(x.matmul(x).dtype == .float32)
    }
  }
}
