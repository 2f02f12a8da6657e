import Autograd
import NN

extension ModuleTable {
  mutating func addPadding() {
    on("ReflectionPad1d") { a in ReflectionPad1d(try a.extent("padding")) }
    on("ReflectionPad2d") { a in ReflectionPad2d(try a.extent("padding")) }
    on("ReflectionPad3d") { a in ReflectionPad3d(try a.extent("padding")) }
    on("ReplicationPad1d") { a in ReplicationPad1d(try a.extent("padding")) }
    on("ReplicationPad2d") { a in ReplicationPad2d(try a.extent("padding")) }
    on("ReplicationPad3d") { a in ReplicationPad3d(try a.extent("padding")) }
    on("CircularPad1d") { a in CircularPad1d(try a.extent("padding")) }
    on("CircularPad2d") { a in CircularPad2d(try a.extent("padding")) }
    on("CircularPad3d") { a in CircularPad3d(try a.extent("padding")) }
    on("ZeroPad1d") { a in ZeroPad1d(try a.extent("padding")) }
    on("ZeroPad2d") { a in ZeroPad2d(try a.extent("padding")) }
    on("ZeroPad3d") { a in ZeroPad3d(try a.extent("padding")) }
    on("ConstantPad1d") { a in ConstantPad1d(try a.extent("padding"), try a.number("value")) }
    on("ConstantPad2d") { a in ConstantPad2d(try a.extent("padding"), try a.number("value")) }
    on("ConstantPad3d") { a in ConstantPad3d(try a.extent("padding"), try a.number("value")) }
  }
}
