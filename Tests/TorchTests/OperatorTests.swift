import Foundation
import TestSupport
import Testing
import Torch

extension TorchSuite {
  /// Every operator against PyTorch, forward and backward, on inputs that are random in each run.
  @Suite(.enabled(if: PythonPeer.has("torch"), "no PyTorch for Python; 'make test' installs it"))
  struct OperatorTests {
    @Test func operatorsAndGradientsAreThoseOfPyTorch() throws {
      let peer = try PeerCases(seed: Int.random(in: 0..<1_000_000))
      let operators = OperatorTable.all
      #expect(Set(peer.cases.map(\.name)) == Set(operators.keys), "the lists of cases differ")
      for peerCase in peer.cases {
        let call = try #require(operators[peerCase.name])
        let inputs = try peerCase.inputs.map(peer.tensor)
        for input in inputs where input.dtype.isFloatingPoint { input.requiresGrad = true }
        let outputs = call(inputs)
        compare(outputs, try peerCase.outputs.map(peer.tensor), "\(peerCase.name), seed \(peer.seed): output")

        guard !peerCase.gradients.isEmpty else { continue }
        let floating = inputs.filter(\.requiresGrad)
        let found = gradients(of: weightedSum(outputs), withRespectTo: floating)
        let filled = zip(found, floating).map { $0 ?? Tensor.zeros(like: $1) }
        compare(
          filled, try peerCase.gradients.map(peer.tensor), "\(peerCase.name), seed \(peer.seed): gradient")
      }
    }

    /// Σ output · cos(0, 1, 2, …): a scalar that depends on every element differently.
    private func weightedSum(_ outputs: [Tensor]) -> Tensor {
      var total = Tensor(scalar: 0.0, dtype: .float64)
      for output in outputs where output.requiresGrad {
        let weights = Tensor.arange(output.count, dtype: .float64).cos().to(output.dtype)
        total = total + (output * weights.reshape(output.shape)).sum().to(.float64)
      }
      return total
    }

    private func compare(_ found: [Tensor], _ expected: [Tensor], _ label: String) {
      guard found.count == expected.count else {
        Issue.record("\(label): \(found.count) tensors, expected \(expected.count)")
        return
      }
      for (index, (a, b)) in zip(found, expected).enumerated() {
        #expect(a.shape == b.shape, "\(label) \(index)")
        #expect(a.dtype == b.dtype, "\(label) \(index)")
        guard a.shape == b.shape else { continue }
        let difference = (a.detach().to(.float64) - b.to(.float64)).norm().item()
        let size = b.to(.float64).norm().item()
        let same = a.dtype.isFloatingPoint ? difference <= 1e-5 * size + 1e-6 : a.isEqual(b)
        #expect(
          same || a.isAllClose(b, equalNaN: true), "\(label) \(index) differs by \(difference), of \(size)")
      }
    }
  }
}

/// The cases that Python/operators.py has computed.
final class PeerCases {
  struct Case: Decodable {
    let name: String
    let inputs: [Stored]
    let outputs: [Stored]
    let gradients: [Stored]
  }

  struct Stored: Decodable {
    let shape: [Int]
    let dtype: String
    let offset: Int
    let count: Int
  }

  private struct File: Decodable {
    let cases: [Case]
  }

  let seed: Int
  let cases: [Case]
  private let bytes: Data

  init(seed: Int) throws {
    self.seed = seed
    let folder = try TemporaryFolder()
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Python/operators.py")
    try PythonPeer.run([script.path, folder.path, "\(seed)"])
    cases = try JSONDecoder().decode(
      File.self, from: Data(contentsOf: URL(filePath: folder.path("cases.json")))
    ).cases
    bytes = try Data(contentsOf: URL(filePath: folder.path("tensors.bin")))
  }

  func tensor(_ stored: Stored) throws -> Tensor {
    let dtype = try #require(DType.allCases.first { $0.description == stored.dtype })
    return try bytes.subdata(in: stored.offset..<stored.offset + stored.count).withUnsafeBytes {
      try Tensor.copying($0, shape: stored.shape, dtype: dtype)
    }
  }
}
