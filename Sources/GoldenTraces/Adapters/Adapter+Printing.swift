import Autograd

extension Adapter {
  mutating func addPrinting() {
    on("repr", parameters: ["input"]) { a in [.plain(.string(String(describing: try a.tensor("input"))))] }
    statement("set_printoptions", parameters: ["precision", "threshold", "edgeitems", "linewidth"]) { a in
      setPrintOptions(
        precision: try a.optionalInt("precision"), threshold: try a.optionalInt("threshold"), edgeItems: try a.optionalInt("edgeitems"),
        lineWidth: try a.optionalInt("linewidth"), sciMode: try a.optionalBool("sci_mode"))
    }
  }
}
