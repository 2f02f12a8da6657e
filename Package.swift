// swift-tools-version: 6.2
import PackageDescription

// Imports go downwards only: a target depends on the ones above it in its list.

/// What the tests of a module may see that its users may not. Not for Autograd, whose optimiser must know all that can be called.
let openToTests: [SwiftSetting] = [.unsafeFlags(["-enable-testing"])]

let library: [Target] = [
  .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
  .target(name: "CKernels"),
  .target(name: "CThreadState"),
  .target(
    name: "Autograd", dependencies: ["COpenBLAS", "CKernels", "CThreadState"],
    // A tensor's properties are read several times in every operator: to check each access at run time, beside the compiler's own checks,
    // took a fifth of a small operator's time.
    swiftSettings: [.unsafeFlags(["-enforce-exclusivity=unchecked"])]),
  .target(name: "NN", dependencies: ["Autograd"]),
  .target(name: "Optim", dependencies: ["Autograd"]),
  .systemLibrary(name: "Czlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .target(name: "TensorFiles", dependencies: ["Autograd", "NN", "Optim", "Czlib"]),
  .target(name: "LegacyVariable", dependencies: ["Autograd"]),
  .target(name: "VariableShim", dependencies: ["Autograd"]),
  .target(name: "Observations"),
  .target(name: "Checking", dependencies: ["Autograd", "NN", "Observations"]),
  .target(name: "Figures", dependencies: ["Autograd"], swiftSettings: openToTests),
]

let workbook: [Target] = [
  .systemLibrary(name: "Ccmark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
  .target(name: "Workbook", dependencies: ["Ccmark"], swiftSettings: openToTests),
  .target(name: "CSection"),
  .target(name: "SectionCalls", dependencies: ["CSection"]),
  .executableTarget(name: "gradbook-host"),
  .systemLibrary(name: "Cseccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
  .target(name: "CSandbox"),
  .executableTarget(
    name: "gradbook-confine",
    // It starts every sandbox: to load Swift's own libraries, which C has no use for, would take twice the time.
    linkerSettings: [.unsafeFlags(["-static-executable", "-nostartfiles"])]),
  .target(
    name: "Execution",
    dependencies: [
      "Workbook", "Observations", "CSection", "CSandbox", "Cseccomp",
      .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    swiftSettings: openToTests),
  .target(name: "Grading", dependencies: ["Workbook", "Execution", "Observations"], swiftSettings: openToTests),
  .target(
    name: "Site", dependencies: ["Workbook", "Execution", "Ccmark"],
    // In the program itself, so that it can be moved: no folder of resources beside it.
    resources: [.embedInCode("Assets/style.css"), .embedInCode("Assets/book.js"), .embedInCode("Assets/icon.svg")],
    swiftSettings: openToTests),
  .executableTarget(
    name: "gradbook",
    dependencies: [
      "Workbook", "Execution", "Grading", "Site",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    // Swift's own libraries in the program: to find and load them took a third of its start. (The two named ones belong to FoundationEssentials,
    // which ArgumentParser imports; the linker is not told of them in a build that is not static as a whole.)
    linkerSettings: [.unsafeFlags(["-static-stdlib", "-use-ld=lld", "-l_FoundationCShims", "-l_FoundationCollections"])]),
]

let conformance: [Target] = [
  .target(name: "GoldenTraces", dependencies: ["Autograd", "NN", "Optim", "Czlib", "CThreadState"], swiftSettings: openToTests),
  .executableTarget(
    name: "conformance",
    dependencies: [
      "GoldenTraces",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
]

let benchmarks: [Target] = [
  .executableTarget(name: "autograd-bench", dependencies: ["Autograd"], path: "Benchmarks/library", exclude: ["compare.py", "library.py"]),
  .executableTarget(name: "grading-bench", dependencies: ["Workbook", "Execution", "Grading"], path: "Benchmarks/grading"),
]

let libraryTests: [Target] = [
  .testTarget(name: "CKernelsTests", dependencies: ["CKernels"]),
  .target(name: "ViewModel", path: "Tests/ViewModel"),
  .target(name: "ProcessMemory", path: "Tests/ProcessMemory"),
  .testTarget(name: "AutogradTests", dependencies: ["Autograd", "ViewModel", "ProcessMemory"]),
  .testTarget(name: "NNTests", dependencies: ["NN"]),
  .testTarget(name: "OptimTests", dependencies: ["Optim"]),
  .testTarget(name: "TensorFilesTests", dependencies: ["TensorFiles", "ProcessMemory"]),
  .testTarget(name: "LegacyVariableTests", dependencies: ["LegacyVariable", "VariableShim"]),
  .target(name: "XMLTree", path: "Tests/XMLTree"),
  .testTarget(name: "FiguresTests", dependencies: ["Figures", "Autograd", "XMLTree"]),
]

let programTests: [Target] = [
  .testTarget(name: "ConformanceTests", dependencies: ["GoldenTraces"]),
  .testTarget(name: "WorkbookTests", dependencies: ["Workbook"]),
  .testTarget(name: "GradingTests", dependencies: ["Grading", "XMLTree"]),
  .testTarget(name: "SiteTests", dependencies: ["Site", "Workbook", "Execution"]),
  // What a hostile program may do, started by the tests in a sandbox.
  .executableTarget(
    name: "attacker", path: "Tests/Attacker", linkerSettings: [.unsafeFlags(["-static-executable", "-nostartfiles"])]),
  .testTarget(name: "SandboxTests", dependencies: ["Execution", "CSandbox", "attacker"]),
  .testTarget(
    name: "ExecutionTests",
    dependencies: [
      "Execution", "Workbook", .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ]),
]

/// Fuzz targets have no `main` of their own and need flags for the whole build, so only `scripts/fuzz.sh` asks for them.
let isFuzzing = Context.environment["GRADBOOK_FUZZ"] != nil

let fuzzing: [Target] = [
  .target(name: "CFuzz", dependencies: ["CThreadState"], path: "Fuzz/CFuzz"),
  .executableTarget(
    name: "fuzz-library", dependencies: ["Autograd", "NN", "TensorFiles", "CFuzz", "ViewModel"], path: "Fuzz", exclude: ["CFuzz"],
    // A refusal leaves an access to memory unfinished, which the check at run time would take for one that goes on.
    swiftSettings: [.unsafeFlags(["-enforce-exclusivity=unchecked"])]),
]

/// Only `scripts/sanitize.sh` asks for the library and its tests alone: programs without a dynamic loader cannot be linked with a sanitizer.
let isSanitizing = Context.environment["GRADBOOK_SANITIZE"] != nil

let programs: [Product] = [
  // What a chapter's code is run against: one shared object, so that a section links in milliseconds.
  .library(
    name: "GradbookLibrary", type: .dynamic,
    targets: ["Autograd", "NN", "Optim", "TensorFiles", "LegacyVariable", "VariableShim", "Figures", "Checking"]),
  // The calls a section makes back to its host, which loads them with global visibility before the section.
  .library(name: "GradbookSection", type: .dynamic, targets: ["CSection", "SectionCalls"]),
  .executable(name: "gradbook-host", targets: ["gradbook-host"]),
  .executable(name: "gradbook-confine", targets: ["gradbook-confine"]),
  .executable(name: "gradbook", targets: ["gradbook"]),
  .executable(name: "conformance", targets: ["conformance"]),
  .executable(name: "autograd-bench", targets: ["autograd-bench"]),
  .executable(name: "grading-bench", targets: ["grading-bench"]),
]

let package = Package(
  name: "Gradbook",
  products: [
    .library(name: "Autograd", targets: ["Autograd"]),
    .library(name: "NN", targets: ["NN"]),
    .library(name: "Optim", targets: ["Optim"]),
    .library(name: "TensorFiles", targets: ["TensorFiles"]),
    .library(name: "LegacyVariable", targets: ["LegacyVariable"]),
    .library(name: "VariableShim", targets: ["VariableShim"]),
    .library(name: "Figures", targets: ["Figures"]),
  ] + (isSanitizing ? [] : programs),
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: library + libraryTests + (isSanitizing ? [] : workbook + conformance + benchmarks + programTests) + (isFuzzing ? fuzzing : []),
  swiftLanguageModes: [.v6]
)
