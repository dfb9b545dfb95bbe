import Testing
import Torch

extension TorchSuite {
  /// The generators are the process's, so that these tests run in processes of their own.
  struct RandomTests {
    @Test func aSeedGivesTheSameNumbers() async {
      await #expect(processExitsWith: .success) {
        func draw() -> [Tensor] {
          Random.seed(42)
          return [
            .randn([100]), .rand([7]), .randint(0..<1000, [50]), .randperm(20), .ones([9]).multinomial(4),
          ]
        }
        for (a, b) in zip(draw(), draw()) { precondition(a.isEqual(b)) }
        Random.seed(43)
        precondition(!Tensor.randn([100]).isEqual(draw()[0]))
      }
    }

    @Test func aSavedStateContinuesBitForBit() async {
      await #expect(processExitsWith: .success) {
        Random.seed(7)
        // An odd number of normal draws leaves one of a pair in the generator.
        _ = Tensor.randn([3])
        let state = Random.state()
        let expected = (
          Tensor.randn([33]), Tensor.rand([1001]),
          Functional.dropout(.ones([64]), probability: 0.5, training: true)
        )
        Random.seed(8)
        _ = Tensor.rand([5])
        try Random.restore(state)
        precondition(Tensor.randn([33]).isEqual(expected.0))
        precondition(Tensor.rand([1001]).isEqual(expected.1))
        precondition(Functional.dropout(.ones([64]), probability: 0.5, training: true).isEqual(expected.2))
      }
    }

    @Test func whatIsNoStateIsRefused() {
      #expect(throws: TorchError.self) { try Random.restore([1, 2, 3]) }
      #expect(throws: TorchError.self) { try Random.restore([]) }
    }

    @Test func rangesHold() {
      let integers = Tensor.randint(-3..<4, [2000])
      #expect(integers.min().item() == -3 && integers.max().item() == 3)
      let uniform = Tensor.uniform(2, 3, [2000])
      #expect(uniform.min().item() >= 2 && uniform.max().item() < 3)
      #expect(Tensor.randperm(50).sort().values.isEqual(.arange(50)))
    }
  }
}
