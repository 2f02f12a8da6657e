import Execution
import Foundation
import Testing

@testable import Site

/// A folder for one test, gone with it.
final class TestFolder {
  let path = NSTemporaryDirectory() + "site-tests-" + UUID().uuidString

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ name: String) -> String? { try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  /// Every file below a folder, the manifest left out.
  func files(in folder: String = "") -> [String] {
    (FileManager.default.enumerator(atPath: folder.isEmpty ? path : "\(path)/\(folder)")?.allObjects as? [String] ?? [])
      .filter { !$0.hasSuffix(".gradbook-site") }.sorted()
  }
}

struct SiteFolderTests {
  private func files(_ contents: [String: String]) -> [SiteFile] { contents.map { SiteFile(path: $0.key, bytes: Array($0.value.utf8)) } }

  @Test("a render makes its folder, and the next one replaces all that it wrote and takes away what is no more")
  func replace() throws {
    let folder = try TestFolder()
    let site = SiteFolder(folder.path + "/deep/site/")
    try site.replace(with: files(["index.html": "1", "a.html": "a", "figures/b.png": "b"]))
    #expect(folder.files(in: "deep/site") == ["a.html", "figures", "figures/b.png", "index.html"])
    try site.replace(with: files(["index.html": "2"]))
    #expect(folder.files(in: "deep/site") == ["index.html"])
    #expect(folder.read("deep/site/index.html") == "2")
    #expect(folder.files(in: "deep") == ["site", "site/index.html"], "nothing is left beside it")
  }

  @Test("what others put into the folder stays: files, links, folders, empty ones too")
  func keepsOthers() throws {
    let folder = try TestFolder()
    try folder.write("mine", to: "site/notes.txt")
    try folder.write("deep", to: "site/figures/x/mine.png")
    try FileManager.default.createDirectory(atPath: folder.path + "/site/empty", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/site/link", withDestinationPath: "nowhere")
    let site = SiteFolder(folder.path + "/site")
    for round in 1...3 {
      try site.replace(with: files(["index.html": "\(round)", "figures/b.png": "b"]))
      #expect(folder.read("site/index.html") == "\(round)")
      #expect(folder.read("site/notes.txt") == "mine")
      #expect(folder.read("site/figures/x/mine.png") == "deep")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/site/link") == "nowhere")
      #expect(folder.files(in: "site").contains("empty"))
    }
    try site.replace(with: files(["index.html": "4"]))
    #expect(folder.files(in: "site") == ["empty", "figures", "figures/x", "figures/x/mine.png", "index.html", "link", "notes.txt"])
  }

  @Test("a file of others that has a page's name is an error, and nothing is touched")
  func refusesOthers() throws {
    let folder = try TestFolder()
    try folder.write("mine", to: "site/index.html")
    #expect(throws: SetupError.self) { try SiteFolder(folder.path + "/site").replace(with: files(["index.html": "1", "a.html": "a"])) }
    #expect(folder.files() == ["site", "site/index.html"])
    #expect(folder.read("site/index.html") == "mine")
  }

  @Test("a page that was changed since is neither written over nor deleted")
  func keepsChanges() throws {
    let folder = try TestFolder()
    let site = SiteFolder(folder.path + "/site")
    try site.replace(with: files(["index.html": "1", "a.html": "a"]))
    try folder.write("edited", to: "site/a.html")
    #expect(throws: SetupError.self) { try site.replace(with: files(["a.html": "b"])) }
    try site.replace(with: files(["index.html": "2"]))
    #expect(folder.read("site/a.html") == "edited")
    #expect(folder.read("site/index.html") == "2")
  }

  @Test("a manifest that names files elsewhere deletes none of them")
  func hostileManifest() throws {
    let folder = try TestFolder()
    try folder.write("mine", to: "outside.txt")
    let identity = try #require(SiteManifest([SiteFile(path: "outside.txt", bytes: Array("mine".utf8))]).files["outside.txt"])
    try folder.write("\(identity) ../outside.txt\n\(identity) /etc/hostname\n", to: "site/.gradbook-site")
    try SiteFolder(folder.path + "/site").replace(with: files(["index.html": "1"]))
    #expect(folder.read("outside.txt") == "mine")
    #expect(folder.files(in: "site") == ["index.html"])
  }

  @Test("the book's own folder, one above the current folder, and a file are no places for a site")
  func refusesPlaces() throws {
    let folder = try TestFolder()
    try folder.write("# A", to: "Chapters/01-a.md")
    #expect(throws: SetupError.self) { try SiteFolder(folder.path).replace(with: files(["index.html": "1"])) }
    #expect(throws: SetupError.self) { try SiteFolder("/").replace(with: files(["index.html": "1"])) }
    #expect(throws: SetupError.self) { try SiteFolder(".").replace(with: files(["index.html": "1"])) }
    #expect(throws: SetupError.self) { try SiteFolder(folder.path + "/Chapters/01-a.md").replace(with: files(["index.html": "1"])) }
    #expect(folder.read("Chapters/01-a.md") == "# A")
  }

  @Test("a link to the folder is followed and stays a link")
  func followsLink() throws {
    let folder = try TestFolder()
    try folder.write("mine", to: "real/mine.txt")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/site", withDestinationPath: "real")
    try SiteFolder(folder.path + "/site").replace(with: files(["index.html": "1"]))
    #expect(folder.read("real/index.html") == "1")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/site") == "real")
  }

  @Test("whoever reads meanwhile sees one render's pages, never none and never two renders' mixed")
  func atomic() async throws {
    let folder = try TestFolder()
    let path = folder.path + "/site"
    func pages(_ round: Int) -> [SiteFile] { (0..<20).map { SiteFile(path: "\($0).html", bytes: Array("\(round)".utf8)) } }
    try SiteFolder(path).replace(with: pages(0))
    let writer = Task.detached { for round in 1...60 { try SiteFolder(path).replace(with: pages(round)) } }
    var last = "0"
    while last != "60" {
      // The folder that is open stays the same one, whatever takes its name; once it is replaced, it loses its pages one by one.
      let descriptor = open(path, O_RDONLY | O_DIRECTORY)
      try #require(descriptor >= 0, "the folder is always there")
      defer { close(descriptor) }
      var values: Set<String> = []
      for page in 0..<20 {
        let file = openat(descriptor, "\(page).html", O_RDONLY)
        guard file >= 0 else { break }
        var bytes = [UInt8](repeating: 0, count: 8)
        let length = read(file, &bytes, 8)
        close(file)
        last = String(decoding: bytes.prefix(max(length, 0)), as: UTF8.self)
        values.insert(last)
      }
      #expect(values.count <= 1)
      await Task.yield()
    }
    try await writer.value
  }
}
