import Testing
import Torch

extension TorchSuite {
  struct TensorTests {
    @Test func typesFollowTheElements() {
      #expect(Tensor([1, 2]).dtype == .int64)
      #expect(Tensor([1.5, 2]).dtype == .float32)
      #expect(Tensor([1.5, 2], dtype: .float64).dtype == .float64)
      #expect(Tensor([true, false]).dtype == .bool)
      #expect(Tensor([Int32(1)]).dtype == .int32)
      #expect(Tensor([Float(1)], dtype: .bfloat16).dtype == .bfloat16)
      #expect(Tensor(scalar: 3).dtype == .int64)
      #expect(Tensor(scalar: 3.0).shape == [])
    }

    @Test func arraysComeBackAsTheyWent() {
      let values = (0..<24).map { Float($0) * 0.37 }
      let tensor = Tensor(values, shape: [2, 3, 4])
      #expect(Array<Float>(tensor) == values)
      #expect(tensor.array(as: Int.self) == values.map { Int($0) })
      #expect(Array<UInt8>(Tensor([UInt8](0...255))) == [UInt8](0...255))
      #expect(Array<Bool>(Tensor([true, false, true])) == [true, false, true])
      #expect(Array<Double>(Tensor([0.1], dtype: .float64)) == [0.1])
      #expect(Array<Float>(Tensor([Float]())) == [])
      #expect(Tensor([7]).item(as: Int.self) == 7)
      // Beyond the integers that a Double holds.
      #expect(Tensor([Int.max]).item(as: Int.self) == .max)
    }

    @Test func layoutIsDescribed() {
      let x = Tensor.zeros([2, 3, 4], dtype: .int16)
      #expect(x.shape == [2, 3, 4])
      #expect(x.strides == [12, 4, 1])
      #expect(x.rank == 3 && x.count == 24 && x.byteCount == 48)
      #expect(x.isContiguous && !x.transpose(0, 2).isContiguous)
      #expect(x.transpose(0, 2).strides == [1, 4, 12])
      for dtype in DType.allCases {
        #expect(Tensor.zeros([3], dtype: dtype).byteCount == 3 * dtype.byteCount)
      }
    }

    @Test func assignmentCopiesIntoTheTensor() {
      let x = Tensor.zeros([3, 2])
      x[0] = Tensor([1.0, 2])
      x[1..<3] = Tensor(scalar: 5.0)
      x[x .== 2.0] = Tensor(scalar: 9.0)
      #expect(x.array(as: Int.self) == [1, 9, 5, 5, 5, 5])
      x[2] = x[2] + 1
      #expect(x[2].array(as: Int.self) == [6, 6])
      #expect(x[-1].isEqual(x[2]))
    }

    @Test func conversionsThatChangeNothingCopyNothing() {
      let x = Tensor.ones([4])
      #expect(x.to(.cpu).sharesStorage(with: x))
      #expect(x.to(.float32).sharesStorage(with: x))
      #expect(x.to(.float32, .cpu).sharesStorage(with: x))
      #expect(!x.to(.float64).sharesStorage(with: x))
    }

    @Test func theMetaDeviceHasShapesWithoutMemory() {
      let large = Tensor.empty([1 << 20, 1 << 20], device: .meta)
      #expect(large.device == .meta)
      #expect(large.matmul(large.transposed).shape == [1 << 20, 1 << 20])
      #expect(large.description == "float32[1048576, 1048576] meta")
    }

    @Test func newTensorsAreOnTheCurrentDevice() async {
      await #expect(processExitsWith: .success) {
        precondition(Tensor.zeros([2]).device == .cpu)
        Device.current = .meta
        precondition(Tensor.zeros([2]).device == .meta && Tensor([1, 2]).device == .meta)
        precondition(Tensor.rand([2], device: .cpu).device == .cpu)
        // States of generators are on the CPU wherever tensors are made.
        try Random.restore(Random.state())
      }
    }

    @Test func descriptionsShowElements() {
      #expect("\(Tensor([1.0, 2.5, -0.333333]))" == "float32[3] [1, 2.5, -0.33333]")
      #expect("\(Tensor([[1, 2], [3, 4]].flatMap { $0 }, shape: [2, 2]))" == "int64[2, 2] [[1, 2], [3, 4]]")
      #expect("\(Tensor(scalar: true))" == "bool[] true")
      #expect("\(Tensor([Int]()))" == "int64[0] []")
      #expect("\(Tensor.arange(5000))" == "int64[5000] [0, 1, 2, …, 4997, 4998, 4999]")
    }

    @Test func bfloat16ProductsAreCloseToFloat32() {
      // 64 and 256: oneDNN takes different paths; on processors that hide AMX one of them would end the process.
      for size in [64, 256] {
        let (a, b) = (Tensor.randn([size, size]), Tensor.randn([size, size]))
        let exact = a.to(.bfloat16).to(.float32).matmul(b.to(.bfloat16).to(.float32))
        let product = a.to(.bfloat16).matmul(b.to(.bfloat16)).to(.float32)
        #expect((product - exact).norm().item() < 0.01 * exact.norm().item())
      }
      #expect(!(CPUFeatures.announcesHiddenAMX && CPUFeatures.hasAMX))
    }

    @Test func productsCanBeLessExact() async {
      await #expect(processExitsWith: .success) {
        let (a, b) = (Tensor.randn([128, 128]), Tensor.randn([128, 128]))
        let exact = a.matmul(b)
        LibTorch.useMatmulPrecision(.medium)
        precondition((a.matmul(b) - exact).norm().item() < 0.02 * exact.norm().item())
        LibTorch.useMatmulPrecision(.highest)
        precondition(a.matmul(b).isEqual(exact))
      }
    }

    @Test func threadsCanBeSet() async {
      await #expect(processExitsWith: .success) {
        LibTorch.threads = 1
        precondition(LibTorch.threads == 1)
        LibTorch.threads = 2
        precondition(LibTorch.threads == 2)
      }
    }
  }
}
