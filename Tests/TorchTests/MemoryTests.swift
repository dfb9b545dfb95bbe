import Foundation
import Testing
import Torch

extension TorchSuite {
  struct MemoryTests {
    @Test func memoryIsFlatOverTwoThousandSteps() async {
      await #expect(processExitsWith: .success) {
        LibTorch.threads = 1
        let first = Tensor.randn([64, 32]).requiresGrad(true)
        let second = Tensor.randn([32, 8]).requiresGrad(true)
        let steps = [Tensor.zeros([]), .zeros([])]
        let parameters = [first, second]
        let (means, squares) = (
          parameters.map { Tensor.zeros(like: $0) }, parameters.map { Tensor.zeros(like: $0) }
        )
        func step() {
          let x = Tensor.randn([128, 64])
          let logits = x.matmul(first).relu().matmul(second)
          let loss = Functional.crossEntropy(logits, .randint(0..<8, [128]))
          loss.backward()
          Foreach.adamW_(
            parameters: parameters, gradients: parameters.map { $0.grad! }, firstMoments: means,
            secondMoments: squares, steps: steps, rate: 0.01, betas: (0.9, 0.99), weightDecay: 0.1, eps: 1e-8)
          for parameter in parameters { parameter.grad = nil }
          precondition(loss.item().isFinite)
        }
        for _ in 0..<200 { step() }
        let before = Memory.resident
        for _ in 0..<2000 { step() }
        let grown = Memory.resident - before
        // One leaked tensor in a step would be 8 MB at the least.
        precondition(grown < 4 << 20, "grown by \(grown) bytes")
        precondition(steps[0].item() == 2200)
      }
    }

    @Test func borrowedMemoryLivesAsLongAsItsViews() throws {
      final class Owner {
        let base = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
        let released: () -> Void
        init(released: @escaping () -> Void) { self.released = released }
        deinit {
          base.deallocate()
          released()
        }
      }
      var isReleased = false
      var view: Tensor?
      do {
        let owner = Owner { isReleased = true }
        owner.base.initializeMemory(as: Float.self, repeating: 2, count: 16)
        let tensor = Tensor.borrowing(owner.base, shape: [4, 4], dtype: .float32, owner: owner)
        // The same memory, not a copy.
        owner.base.storeBytes(of: 5, toByteOffset: 20, as: Float.self)
        #expect(tensor[1].array(as: Float.self) == [2, 5, 2, 2])
        tensor.withUnsafeBytes { #expect($0.baseAddress == UnsafeRawPointer(owner.base)) }
        view = tensor.transpose(0, 1)[1]
      }
      #expect(!isReleased)
      #expect(view?.sum().item() == 11)
      view = nil
      #expect(isReleased)
    }

    @Test func bytesAreInRowMajorOrder() {
      let matrix = Tensor([Int32](0..<6), shape: [2, 3])
      let bytes = matrix.transpose(0, 1).withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
      #expect(bytes == [0, 3, 1, 4, 2, 5])
      #expect(Tensor.empty([0, 4]).withUnsafeBytes { $0.count } == 0)
    }

    @Test func viewsShareStorage() {
      let a = Tensor.zeros([2, 3])
      #expect(a.sharesStorage(with: a.view([6])))
      #expect(a.sharesStorage(with: a.detach()))
      #expect(!a.sharesStorage(with: a.clone()))
    }

    @Test func figuresArePlausible() {
      #expect(Memory.resident > 10 << 20)
      #expect(Memory.peakResident >= 10 << 20)
      #expect(Memory.allocated(on: .cpu) == 0)
    }
  }
}
