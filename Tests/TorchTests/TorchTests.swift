import Testing
import Torch

@Suite struct Smoke {
  @Test func trainsATinyModel() throws {
    try LibTorch.load()
    Random.seed(1)
    let x = Tensor.randn([64, 8])
    let y = x.matmul(Tensor.randn([8, 1]))
    let w = Tensor.zeros([8, 1]).requiresGrad(true)
    var last = 0.0
    for _ in 0..<200 {
      let loss = (x.matmul(w) - y).square().mean()
      loss.backward()
      if let g = w.grad { noGrad { _ = w.sub_(g, alpha: 0.1) } }
      w.grad = nil
      last = loss.item()
    }
    #expect(last < 1e-6)
    #expect((Tensor([1, 2, 3]) * 2 + 1).array(as: Int.self) == [3, 5, 7])
    let m = Tensor([1.0, 2, 3, 4], shape: [2, 2])
    #expect(m.dtype == .float32)
    m[1] = Tensor([7.0, 8])
    #expect(m.sum(dim: 1).array(as: Float.self) == [3, 15])
    #expect(m.split(1).count == 2)
    #expect(Tensor.cat([m, m], dim: 1).shape == [2, 4])
  }
}
