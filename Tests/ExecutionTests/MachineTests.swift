import Glibc
import Testing

@testable import Execution

@Suite("The doctor")
struct MachineTests {
  /// A machine whose files under `/proc` and `/usr` are these, and nothing else.
  private func machine(_ files: [String: String] = [:], path: String = "/nowhere", isRoot: Bool = false) throws -> (Machine, ScratchFolder)
  {
    let folder = try ScratchFolder()
    for (name, text) in files {
      let file = folder.file(name)
      if let slash = file.lastIndex(of: "/") { try makeFolder(String(file[..<slash])) }
      try replaceFile(file, with: Array(text.utf8))
    }
    return (Machine(path: path, isRoot: isRoot, system: folder.path), folder)
  }

  @Test("finds everything on the machine that runs these tests, and tries both sandboxes")
  func well() async throws {
    let found = await Machine().examine(book: nil)
    #expect(found.filter { $0.state != .well && $0.name != "the library" } == [])
    #expect(found.contains { $0.name == "bubblewrap" && $0.finding.hasSuffix("a program ran in it") })
    #expect(found.contains { $0.name == "Swift" && $0.finding.hasPrefix("6.3") })
  }

  @Test("says how what is missing is installed, with sudo where it is needed", arguments: [true, false])
  func missing(_ isRoot: Bool) async throws {
    let (machine, folder) = try machine(isRoot: isRoot)
    defer { folder.remove() }
    let apt = isRoot ? "apt-get" : "sudo apt-get"
    let swift = await machine.swift()
    #expect(swift.map(\.state) == [.missing] && swift[0].mend?.contains("https://www.swift.org/install") == true)
    #expect(machine.headers().mend == "\(apt) install g++")
    #expect(await machine.library("zlib", package: "zlib1g-dev").mend == "\(apt) install pkg-config zlib1g-dev")
    #expect(await machine.sandboxes().first?.mend == "\(apt) install bubblewrap")
    #expect(machine.systemCallFilters().state == .missing)
    #expect(machine.processTree().state == .missing)
    let unknown = await Machine(path: environment("PATH") ?? "", isRoot: isRoot, system: "").library("no-such-library", package: "x-dev")
    #expect(unknown == .missing("no-such-library", "not installed", mend: "\(apt) install x-dev"))
  }

  @Test("knows each switch of the kernel that forbids user namespaces")
  func switches() throws {
    let known = [
      (["user/max_user_namespaces": "0\n"], "sudo sysctl -w user.max_user_namespaces=10000"),
      (
        ["user/max_user_namespaces": "9\n", "kernel/unprivileged_userns_clone": "0\n"], "sudo sysctl -w kernel.unprivileged_userns_clone=1"
      ),
      (
        ["user/max_user_namespaces": "9\n", "kernel/apparmor_restrict_unprivileged_userns": "1\n"],
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
      ),
      ([:], "boot a kernel with CONFIG_USER_NS"), (["user/max_user_namespaces": "9\n"], nil),
    ]
    for (files, mend) in known {
      let (machine, folder) = try machine(Dictionary(uniqueKeysWithValues: files.map { ("proc/sys/\($0)", $1) }))
      defer { folder.remove() }
      #expect(machine.userNamespaces().mend == mend)
    }
  }

  @Test("reads the compiler's version, and takes none that is older than the library's; looks for room on the disk")
  func versions() throws {
    let (machine, folder) = try machine()
    defer { folder.remove() }
    #expect(Machine.version(in: "Swift version 6.3.1 (swift-6.3.1-RELEASE)\nTarget: x") == [6, 3, 1])
    #expect(Machine.version(in: "clang version 17") == nil)
    #expect(machine.swift("/s", saying: "Swift version 6.3 (x)").state == .well)
    #expect(machine.swift("/s", saying: "Swift version 6.10-dev").state == .well)
    #expect(machine.swift("/s", saying: "Swift version 6.2.4 (x)").finding == "6.2.4 is older than 6.3")
    #expect(machine.disk("d", "/nowhere").state == .missing)
    #expect(machine.disk("d", folder.path).state == .well)
  }
}
