import Testing

@testable import Figures

@Suite("The figure of a curve")
struct PlotSVGTests {
  @Test("goes through each value at its place between the ticks")
  func points() throws {
    let image = try Image(plotSVG([4, 2, 0]))
    let curve = try #require(image.svg.all("path").first { $0.attributes["stroke"] == "#3b82f6" }?.attributes["d"])
    // From the frame's left to its right, from its top to its bottom.
    #expect(curve == "M64 34L342 154L620 274")
    #expect(image.texts == ["0", "1", "2", "3", "4", "0", "1", "2", "step", "loss"])
    #expect(image.title == "loss by step")
    #expect(image.description == "loss: 3 values, from 4 to 0; lowest 0 at step 2, highest 4 at step 0.")
  }

  @Test(
    "has ticks at 1, 2 or 5 times a power of ten that hold all values",
    arguments: [
      ([0.0, 1.0], 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]), ([0.013, 0.047], 5, ["0.01", "0.02", "0.03", "0.04", "0.05"]),
      ([-3, 8], 5, ["-5", "0", "5", "10"]), ([2.5, 2.5], 5, ["2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8"]),
      ([0, 2_500_000], 5, ["0", "5e5", "1e6", "1.5e6", "2e6", "2.5e6"]),
    ])
  func ticks(values: [Double], count: Int, labels: [String]) {
    let axis = Axis(values, count: count)
    #expect(axis.ticks.map(axis.label) == labels)
    #expect(values.allSatisfy { (0...1).contains(axis.position(of: $0)) })
  }

  @Test("a value that is no number leaves a gap, and is counted")
  func gaps() throws {
    let image = try Image(plotSVG([1, .nan, 2, 3, .infinity]))
    let curve = try #require(image.svg.all("path").first { $0.attributes["stroke"] == "#3b82f6" }?.attributes["d"])
    #expect(curve.filter { $0 == "M" }.count == 2 && curve.filter { $0 == "L" }.count == 1)
    #expect(image.svg.all("circle").count == 1)
    #expect(image.description.hasSuffix(" 2 are not drawn: no number, or too large."))
  }

  @Test("curves differ in colour, in dashes and in name")
  func several() throws {
    let image = try Image(plotSVG(["train": [3, 1], "test": [4, 2]], steps: "epoch"))
    let curves = image.svg.all("path").filter { $0.attributes["stroke-width"] == "2" && ($0.attributes["d"] ?? "").contains("L") }
    #expect(Set(curves.map { $0.attributes["stroke"] }).count == 2 && Set(curves.map { $0.attributes["stroke-dasharray"] }).count == 2)
    #expect(image.texts.suffix(2) == ["train", "test"] && image.title == "train and test by epoch")
  }

  @Test("a million values make a figure of bounded size that keeps the extremes")
  func many() throws {
    var values = (0..<1_000_000).map { Double($0 % 1000) }
    values[123_456] = 5000
    let text = plotSVG(values)
    #expect(text.utf8.count < 40_000)
    let image = try Image(text)
    #expect(image.description.contains("highest 5000 at step 123456"))
    let curve = try #require(image.svg.all("path").first { $0.attributes["stroke"] == "#3b82f6" }?.attributes["d"])
    #expect(curve.contains(" 34L"))
  }

  @Test("no values, one value and values at the ends of Double are drawn as well")
  func extremes() throws {
    #expect(try Image(plotSVG([])).description == "loss: no value.")
    #expect(try Image(plotSVG([7])).svg.all("circle").count == 1)
    for values in [[-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude], [0, .leastNonzeroMagnitude], [1e300, 1e300]] {
      let text = plotSVG(values)
      let image = try Image(text)
      for path in image.svg.all("path") { #expect(!(path.attributes["d"] ?? "").contains { $0.isLowercase && $0 != "v" && $0 != "z" }) }
      #expect(image.texts.allSatisfy { !$0.contains("nan") && !$0.contains("inf") })
    }
  }

  @Test(
    "numbers are short", arguments: [(0.5, "0.5"), (1, "1"), (123.456, "123.5"), (1e-7, "1e-7"), (-2.5e9, "-2.5e9"), (0.33333, "0.3333")])
  func numbers(value: Double, text: String) { #expect(short(value) == text) }
}
