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

    // MARK: Text
    .target(name: "Tokenizers", dependencies: ["CPCRE2"]),
    .target(name: "CParquet", exclude: ["native"]),
    .target(name: "Datasets", dependencies: ["CParquet", "CZlib", "Tokenizers"]),

    // MARK: Evidence
    .target(name: "Statistics"),
    .target(name: "Search", dependencies: ["Statistics"]),
    .target(
      name: "Ledger", dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),

    // MARK: Experiments
    .target(name: "CSandbox"),
    .target(name: "Sandbox", dependencies: ["CSandbox"]),
    .target(name: "Harness"),
    .target(name: "Lab", dependencies: ["Checkpoints", "Datasets", "Harness", "NN", "Torch"]),
    .target(name: "Experiments", dependencies: ["Harness", "Sandbox"]),
    .target(
      name: "Scoring", dependencies: ["Datasets", "Experiments", "Harness", "Statistics", "Torch"]),
    .target(
      name: "Research",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        "Datasets", "Experiments", "Harness", "Ledger", "Sandbox", "Search", "Statistics", "Terminal",
      ]),

    .target(name: "HuggingFace"),
    .target(name: "Doctor", dependencies: [.product(name: "Subprocess", package: "swift-subprocess")]),

    // MARK: The program
    .target(name: "Terminal"),
    .executableTarget(
      name: "apus",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        "Datasets", "Doctor", "Experiments", "Harness", "Ledger", "Research", "Sandbox", "Scoring", "Statistics",
        "Terminal", "Tokenizers", "Torch",
      ]),
    .executableTarget(
      name: "apus-bench-text", dependencies: ["Tokenizers"], path: "Benchmarks/tokenizers",
      exclude: ["compare.py"]),

    // MARK: Tests
    .testTarget(name: "TorchTests", dependencies: ["Torch"], exclude: ["Python"]),
    .testTarget(
      name: "NNTests", dependencies: ["Checkpoints", "NN", "Safetensors", "Torch"], exclude: ["Golden"]),
    .testTarget(name: "SafetensorsTests", dependencies: ["Safetensors"]),
    .testTarget(name: "TokenizersTests", dependencies: ["Tokenizers"], exclude: ["Peers"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Tokenizers"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"]),
    .testTarget(name: "SearchTests", dependencies: ["Search", "Statistics"]),
    .testTarget(name: "LedgerTests", dependencies: ["Ledger"]),
    .testTarget(name: "SandboxTests", dependencies: ["Sandbox"]),
    .testTarget(
      name: "ResearchTests",
      dependencies: [
        "Datasets", "Experiments", "Harness", "Ledger", "Research", "Sandbox", "Search", "Statistics", "Tokenizers",
      ],
      exclude: ["Attacks"]),
    .testTarget(name: "HarnessTests", dependencies: ["Harness"]),
    .testTarget(name: "LabTests", dependencies: ["Harness", "Lab"]),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal"]),
    .testTarget(name: "ProgramTests", dependencies: ["apus"]),
    .testTarget(name: "HuggingFaceTests", dependencies: ["HuggingFace"], exclude: ["hub.py"]),
    .testTarget(name: "DoctorTests", dependencies: ["Doctor"]),
    .testTarget(name: "ArchitectureTests"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
