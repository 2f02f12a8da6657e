import CSandbox
import Glibc
import Subprocess
import SystemPackage

/// This machine, as far as gradbook lives on it.
public struct Machine: Sendable {
  private let path: String
  private let isRoot: Bool
  private let system: String

  /// The one that this runs on.
  public init() { self.init(path: environment("PATH") ?? "", isRoot: geteuid() == 0, system: "") }

  /// - Parameter system: a folder that stands for `/` where the kernel's and the system's files are read.
  init(path: String, isRoot: Bool, system: String) {
    self.path = path
    self.isRoot = isRoot
    self.system = system
  }

  /// Looks at everything, and tries what can be tried.
  /// - Parameter book: the folder that holds `Chapters`; nil where there is none.
  public func examine(book: String?) async -> [Examination] {
    var found = await swift() + [headers()]
    for (name, package) in [
      ("libcmark", "libcmark-dev"), ("openblas", "libopenblas-dev"), ("zlib", "zlib1g-dev"), ("libseccomp", "libseccomp-dev"),
    ] { found.append(await library(name, package: package)) }
    found.append(built())
    found += await sandboxes()
    found.append(contentsOf: [userNamespaces(), systemCallFilters(), processTree()])
    found.append(disk("temporary files", environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"))
    if let book { found.append(disk("the book's folder", book.isEmpty ? "." : book)) }
    return found
  }

  // MARK: - What compiles

  private static let swiftMend = "install Swift 6.3 (https://www.swift.org/install) and put its bin folder on PATH"

  func swift() async -> [Examination] {
    do {
      let toolchain = try Toolchain.find(path: path)
      let text = await output(of: toolchain.frontend, ["-version"])
      return [swift(toolchain.frontend, saying: text ?? ""), .well("linker", toolchain.linker)]
    } catch {
      let isThere = ["swift-frontend", "swift"].contains { program($0) != nil }
      return [.missing(isThere ? "linker" : "Swift", error.description, mend: isThere ? install("binutils") : Self.swiftMend)]
    }
  }

  func swift(_ frontend: String, saying text: String) -> Examination {
    guard let version = Self.version(in: text) else {
      return .missing("Swift", "\(frontend) does not say its version", mend: Self.swiftMend)
    }
    let numbers = version.map(String.init).joined(separator: ".")
    let isOld = version.lexicographicallyPrecedes([6, 3])
    return isOld ? .missing("Swift", "\(numbers) is older than 6.3", mend: Self.swiftMend) : .well("Swift", "\(numbers), \(frontend)")
  }

  /// The numbers after `Swift version`.
  static func version(in text: String) -> [Int]? {
    guard let place = text.firstRange(of: "Swift version ") else { return nil }
    let numbers = text[place.upperBound...].prefix { $0.isNumber || $0 == "." }.split(separator: ".").compactMap { Int($0) }
    return numbers.isEmpty ? nil : numbers
  }

  func headers() -> Examination {
    let header = "\(system)/usr/include/stdio.h"
    guard FileStatus(path: header) != nil else { return .missing("C library's headers", "\(header) is not there", mend: install("g++")) }
    return .well("C library's headers", "/usr/include")
  }

  func library(_ name: String, package: String) async -> Examination {
    guard let program = program("pkg-config") else {
      return .missing(name, "pkg-config is missing, which finds it", mend: install("pkg-config \(package)"))
    }
    guard let version = await output(of: program, ["--modversion", name]) else {
      return .missing(name, "not installed", mend: install(package))
    }
    return .well(name, version.split(separator: "\n").first.map(String.init) ?? "there")
  }

  func built() -> Examination {
    do {
      let library = try LibraryBuild()
      guard FileStatus(path: library.confine) != nil else {
        return .missing("the library", "\(library.confine) is not built", mend: "make build")
      }
      return .well("the library", "built in \(library.folder)")
    } catch {
      return .missing("the library", error.description, mend: "make build")
    }
  }

  // MARK: - What confines

  /// A program is started in each of them.
  func sandboxes() async -> [Examination] {
    let bubblewrap = await bubblewrap()
    let landlock = await landlock(isNeeded: bubblewrap.state != .well)
    return [bubblewrap, landlock]
  }

  private func bubblewrap() async -> Examination {
    guard let program = program("bwrap") else {
      return .poor("bubblewrap", "not installed: submissions run under Landlock where that works", mend: install("bubblewrap"))
    }
    do {
      _ = try await Sandbox.attempt(.namespaces(bubblewrap: program), library: LibraryBuild())
      let version = await output(of: program, ["--version"])
      return .well("bubblewrap", "\(version.map { $0.filter { $0 != "\n" } } ?? program): a program ran in it")
    } catch {
      return .poor("bubblewrap", "does not work: \(error)", mend: userNamespaces().mend ?? "allow this user to make user namespaces")
    }
  }

  private func landlock(isNeeded: Bool) async -> Examination {
    let abi = Int(gb_landlock_abi())
    guard abi > 0 else {
      let finding = "the kernel has none"
      let mend = "boot a kernel from 5.13 with lsm=landlock, or get bubblewrap to work"
      return isNeeded ? .missing("Landlock", finding, mend: mend) : .well("Landlock", "\(finding), and bubblewrap needs none")
    }
    do {
      _ = try await Sandbox.attempt(.landlock(abi: abi), library: LibraryBuild())
      return .well("Landlock", "interface \(abi): a program ran in it")
    } catch {
      return isNeeded
        ? .missing("Landlock", "does not work: \(error)", mend: "get bubblewrap to work")
        : .well("Landlock", "does not work, and bubblewrap does")
    }
  }

  /// The kernel's switches, for who wonders why bubblewrap does not work.
  func userNamespaces() -> Examination {
    let name = "user namespaces"
    let switches: [(file: String, isOff: (Int) -> Bool, value: Int)] = [
      ("user/max_user_namespaces", { $0 == 0 }, 10000), ("kernel/unprivileged_userns_clone", { $0 == 0 }, 1),
      ("kernel/apparmor_restrict_unprivileged_userns", { $0 != 0 }, 0),
    ]
    for (file, isOff, value) in switches {
      guard let number = number(in: "\(system)/proc/sys/\(file)"), isOff(number) else { continue }
      let setting = file.map { $0 == "/" ? "." : String($0) }.joined()
      return .poor(name, "\(setting) is \(number)", mend: "\(isRoot ? "" : "sudo ")sysctl -w \(setting)=\(value)")
    }
    guard number(in: "\(system)/proc/sys/user/max_user_namespaces") != nil else {
      return .poor(name, "the kernel has none", mend: "boot a kernel with CONFIG_USER_NS")
    }
    return .well(name, "allowed")
  }

  /// What a sandbox's processes use is counted by going from each to its children.
  func processTree() -> Examination {
    let file = "\(system)/proc/thread-self/children"
    guard access(file, R_OK) == 0 else {
      return .missing(
        "process tree", "\(file) is not there: a submission's memory is not limited", mend: "boot a kernel with CONFIG_PROC_CHILDREN")
    }
    return .well("process tree", "the kernel tells a process's children")
  }

  func systemCallFilters() -> Examination {
    guard FileStatus(path: "\(system)/proc/sys/kernel/seccomp/actions_avail") != nil else {
      return .missing("seccomp", "the kernel has no filters of system calls", mend: "boot a kernel with CONFIG_SECCOMP_FILTER")
    }
    return .well("seccomp", "the kernel has filters of system calls")
  }

  func disk(_ name: String, _ folder: String) -> Examination {
    var status = statvfs()
    guard statvfs(folder, &status) == 0, access(folder, W_OK) == 0 else {
      return .missing(
        name, "\(folder) cannot be written to: \(Errno(rawValue: errno))", mend: "set TMPDIR to a folder that can be, or change its rights")
    }
    let megabytes = (Int(status.f_bavail) * Int(status.f_frsize)) >> 20
    guard megabytes >= 512 else { return .poor(name, "\(folder) has \(megabytes) MB left", mend: "make room: 512 MB are enough") }
    return .well(name, "\(folder) has \(megabytes >> 10) GB left")
  }

  // MARK: -

  private func install(_ packages: String) -> String { "\(isRoot ? "" : "sudo ")apt-get install \(packages)" }

  private func program(_ name: String) -> String? {
    path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }.flatMap(realPath)
  }

  private func number(in file: String) -> Int? {
    guard let bytes = try? readFile(file) else { return nil }
    return Int(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  /// What a program writes on standard output, if it ends well.
  private func output(of program: String, _ arguments: [String]) async -> String? {
    let result = try? await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments), output: .string(limit: 65536), error: .discarded)
    guard let result, result.terminationStatus.isSuccess else { return nil }
    return result.standardOutput
  }
}
