// swift-tools-version: 6.2
import PackageDescription

// Rooms and their doors; docs/architecture.md says why. A test holds these edges.
let package = Package(
  name: "Apus",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "apus", targets: ["apus"]),
    // What experiment files compile and link against.
    .library(name: "Lab", type: .dynamic, targets: ["Lab"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: [
    // MARK: System libraries
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    // MARK: LibTorch
    .target(name: "CTorch", exclude: ["native"]),
    .target(name: "Torch", dependencies: ["CTorch"]),
    .target(name: "NN", dependencies: ["Torch"]),
    .target(name: "Safetensors"),
    .target(name: "Checkpoints", dependencies: ["NN", "Safetensors", "Torch"]),

    // MARK: Files
    .target(name: "Digests"),
    .target(name: "Files"),

    // MARK: Text
    .target(name: "Tokenizers", dependencies: ["CPCRE2"]),
    .target(name: "CParquet", exclude: ["native"]),
    .target(name: "TokenShards", dependencies: ["Digests", "Files"]),
    .target(
      name: "Datasets", dependencies: ["CParquet", "CZlib", "Digests", "Files", "TokenShards", "Tokenizers"]),

    // MARK: Evidence
    .target(name: "Statistics"),
    .target(name: "Search", dependencies: ["Statistics"]),
    .target(
      name: "Ledger", dependencies: [.product(name: "GRDB", package: "GRDB.swift"), "Digests"]),

    // MARK: Experiments
    .target(name: "CSandbox"),
    .target(name: "Sandbox", dependencies: ["CSandbox"]),
    .target(name: "Harness"),
    .target(name: "Lab", dependencies: ["Checkpoints", "Harness", "NN", "TokenShards", "Torch"]),
    .target(name: "Experiments", dependencies: ["Harness", "Sandbox"]),
    .target(
      name: "Scoring",
      dependencies: ["Datasets", "Experiments", "Harness", "Sandbox", "Statistics", "TokenShards", "Torch"]),
    .target(
      name: "Research",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        "Experiments", "Harness", "Ledger", "Sandbox", "Search", "Statistics", "Terminal", "TokenShards",
      ]),

    .target(name: "HuggingFace", dependencies: ["Digests"]),
    .target(name: "Doctor", dependencies: [.product(name: "Subprocess", package: "swift-subprocess")]),

    // MARK: The program
    .target(name: "Terminal"),
    .executableTarget(
      name: "apus",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        "Datasets", "Doctor", "Experiments", "Harness", "HuggingFace", "Ledger", "Research", "Sandbox",
        "Scoring",
        "Statistics", "Terminal", "TokenShards", "Tokenizers", "Torch",
      ]),
    .executableTarget(
      name: "apus-bench-text", dependencies: ["Tokenizers"], path: "Benchmarks/tokenizers",
      exclude: ["compare.py"]),

    // MARK: Tests
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "DigestsTests", dependencies: ["Digests", "TestSupport"]),
    .testTarget(name: "TorchTests", dependencies: ["TestSupport", "Torch"], exclude: ["Python"]),
    .testTarget(
      name: "NNTests", dependencies: ["Checkpoints", "NN", "Safetensors", "TestSupport", "Torch"],
      exclude: ["Golden"]),
    .testTarget(name: "SafetensorsTests", dependencies: ["Safetensors", "TestSupport"]),
    .testTarget(name: "TokenizersTests", dependencies: ["TestSupport", "Tokenizers"], exclude: ["Peers"]),
    .testTarget(name: "TokenShardsTests", dependencies: ["Digests", "Files", "TestSupport", "TokenShards"]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Files", "TestSupport", "TokenShards", "Tokenizers"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"]),
    .testTarget(name: "SearchTests", dependencies: ["Search", "Statistics", "TestSupport"]),
    .testTarget(name: "LedgerTests", dependencies: ["Ledger"]),
    .testTarget(name: "SandboxTests", dependencies: ["Sandbox"]),
    .testTarget(
      name: "ResearchTests",
      dependencies: [
        "Datasets", "Experiments", "Harness", "Ledger", "Research", "Sandbox", "Search", "Statistics",
        "Tokenizers",
      ],
      exclude: ["Attacks"]),
    .testTarget(name: "HarnessTests", dependencies: ["Harness"]),
    .testTarget(name: "LabTests", dependencies: ["Harness", "Lab"]),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal"]),
    .testTarget(name: "ProgramTests", dependencies: ["apus"]),
    .testTarget(
      name: "HuggingFaceTests", dependencies: ["HuggingFace", "TestSupport"], exclude: ["hub.py"]),
    .testTarget(name: "DoctorTests", dependencies: ["Doctor"]),
    .testTarget(name: "ArchitectureTests"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
