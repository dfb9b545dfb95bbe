import Foundation
import TestSupport
import Testing
import Torch

extension TorchSuite {
  struct ErrorTests {
    @Test func aWrongShapeNamesTheOperatorAndTheShapes() async throws {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([2, 3]).matmul(Tensor.zeros([4, 5]))
      }
      let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
      for part in ["matmul", "self Float[2, 3]", "other Float[4, 5]"] {
        #expect(text.contains(part), "\(text)")
      }
    }

    @Test func listsAreShownInErrors() async throws {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.cat([.zeros([2, 3]), .zeros([2, 4], dtype: .int64)])
      }
      let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
      for part in ["cat: ", "2 tensors", "Float[2, 3]", "Long[2, 4]"] {
        #expect(text.contains(part), "\(text)")
      }
    }

    @Test func bytesThatDoNotFitAreRefused() {
      let error = #expect(throws: TorchError.self) {
        try [UInt8](repeating: 0, count: 10).withUnsafeBytes {
          _ = try Tensor.copying($0, shape: [3], dtype: .float32)
        }
      }
      #expect(error?.description == "tensor: shape [3] needs 12 bytes and there are 10")
    }

    @Test func devicesAreParsed() throws {
      #expect(try Device(parsing: "cpu") == .cpu)
      #expect(try Device(parsing: "meta") == .meta)
      for name in ["gpu", "cpu:1", "cuda:-1", "cuda:x", "cuda:4096"] {
        let error = #expect(throws: TorchError.self) { try Device(parsing: name) }
        #expect(error?.description.contains(name) == true)
      }
      #expect(throws: TorchError.self) { try Device(parsing: "") }
      #expect(Device.cuda(3).description == "cuda:3")
    }
  }

  /// Loading, in processes that have not loaded anything yet.
  struct LoadingTests {
    @Test func versionIsOfTheFormThatPyTorchHas() throws {
      try LibTorch.load()
      #expect(LibTorch.isLoaded)
      #expect(LibTorch.version.split(separator: ".").count == 3)
      #expect(LibTorch.threads >= 1)
    }

    @Test func aMissingLibraryIsAnError() async {
      await #expect(processExitsWith: .success) {
        do {
          try LibTorch.load(path: "/nowhere/libctorch.so")
          preconditionFailure("it was loaded")
        } catch let error as TorchError {
          precondition(error.description.contains("/nowhere/libctorch.so"), error.description)
          precondition(!LibTorch.isLoaded)
        }
      }
    }

    @Test func withoutALibraryTheFirstOperatorSaysWhatToDo() async throws {
      let result = await #expect(processExitsWith: .exitCode(78), observing: [\.standardErrorContent]) {
        unsetenv("APUS_CTORCH")
        _ = Tensor.zeros([1])
      }
      let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
      #expect(text.contains("set APUS_CTORCH"), "\(text)")
    }

    @Test func aLibraryForAnotherVersionIsRefused() async {
      await #expect(processExitsWith: .success) {
        try FakeLibrary.expectRefusal(
          "uint64_t ctimpl_compiled_version(void) { return 2ULL << 56 | 11ULL << 48; }"
            + "uint64_t ctimpl_running_version(void) { return 2ULL << 56 | 13ULL << 48 | 1ULL << 40; }",
          because: "was built for LibTorch 2.11.0 and LibTorch 2.13.1 was loaded")
      }
    }

    @Test func aLibraryThatLacksAFunctionIsRefused() async {
      await #expect(processExitsWith: .success) {
        try FakeLibrary.expectRefusal(
          "uint64_t ctimpl_compiled_version(void) { return 1; } uint64_t ctimpl_running_version(void) { return 1; }",
          because: "lacks ctimpl_free")
      }
    }

    @Test func anotherLibraryIsRefused() async {
      await #expect(processExitsWith: .success) {
        try FakeLibrary.expectRefusal("int something_else;", because: "is not Apus's libctorch")
      }
    }
  }
}

/// A shared library made of a few lines of C.
enum FakeLibrary {
  static func expectRefusal(_ source: String, because reason: String) throws {
    let folder = try TemporaryFolder()
    let code = URL(filePath: folder.path("fake.c"))
    let library = folder.path("libctorch.so")
    try Data("#include <stdint.h>\n\(source)\n".utf8).write(to: code)
    let compiled = try run(["cc", "-shared", "-fPIC", "-o", library, code.path])
    precondition(compiled.status == 0, compiled.output)
    do {
      try LibTorch.load(path: library)
      preconditionFailure("it was loaded")
    } catch let error as TorchError {
      precondition(error.description.contains(reason), error.description)
      precondition(error.description.contains(library), error.description)
    }
  }
}
