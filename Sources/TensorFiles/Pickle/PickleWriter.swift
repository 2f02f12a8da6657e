/// Writes a pickle of protocol 2, which is PyTorch's.
struct PickleWriter {
  private(set) var bytes: [UInt8] = [PickleOpcode.proto.rawValue, 2]
  private var memo: [MemoKey: Int] = [:]
  private var memoCount = 0

  /// What a pickle may say once and then refer to.
  enum MemoKey: Hashable {
    case text([UInt8])
    case name(PickleName)
    case tensor(ObjectIdentifier)
  }

  mutating func put(_ opcodes: PickleOpcode...) { for opcode in opcodes { bytes.append(opcode.rawValue) } }

  /// Writes what was kept under a key; false if nothing was.
  mutating func again(_ key: MemoKey) -> Bool {
    guard let place = memo[key] else { return false }
    if let short = UInt8(exactly: place) {
      put(.binGet)
      bytes.append(short)
    } else {
      put(.longBinGet)
      bytes.append(littleEndian: UInt32(place))
    }
    return true
  }

  /// Keeps what was written last.
  mutating func keep(_ key: MemoKey) {
    memo[key] = memoCount
    if let short = UInt8(exactly: memoCount) {
      put(.binPut)
      bytes.append(short)
    } else {
      put(.longBinPut)
      bytes.append(littleEndian: UInt32(memoCount))
    }
    memoCount += 1
  }

  mutating func name(_ name: PickleName) {
    if again(.name(name)) { return }
    let (module, member) = name.spelling
    put(.global)
    bytes += Array("\(module)\n\(member)\n".utf8)
    keep(.name(name))
  }

  mutating func bool(_ truth: Bool) { put(truth ? .newTrue : .newFalse) }

  mutating func int(_ number: Int) {
    if let short = UInt8(exactly: number) {
      put(.binInt1)
      bytes.append(short)
    } else if let short = UInt16(exactly: number) {
      put(.binInt2)
      bytes.append(littleEndian: short)
    } else if let short = Int32(exactly: number) {
      put(.binInt)
      bytes.append(littleEndian: short)
    } else {
      longInteger(LongInteger(number))
    }
  }

  mutating func longInteger(_ number: LongInteger) {
    if let short = UInt8(exactly: number.bytes.count) {
      put(.long1)
      bytes.append(short)
    } else {
      put(.long4)
      bytes.append(littleEndian: Int32(number.bytes.count))
    }
    bytes += number.bytes
  }

  mutating func double(_ number: Double) {
    put(.binFloat)
    withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// - Precondition: It has less than 4 gigabytes.
  mutating func text(_ text: String) {
    let scalars = Array(text.utf8)
    if again(.text(scalars)) { return }
    put(.binUnicode)
    bytes.append(littleEndian: UInt32(scalars.count))
    bytes += scalars
    keep(.text(scalars))
  }

  /// Bytes: protocol 2 has none, and encodes a text of as many characters.
  mutating func data(_ data: [UInt8]) {
    name(.encode)
    text(String(String.UnicodeScalarView(data.map { Unicode.Scalar($0) })))
    text("latin1")
    put(.tuple2, .reduce)
  }

  mutating func sizes(_ sizes: [Int]) {
    if sizes.isEmpty { return put(.emptyTuple) }
    if sizes.count > 3 { put(.mark) }
    for size in sizes { int(size) }
    put([.tuple1, .tuple2, .tuple3, .tuple][min(sizes.count, 4) - 1])
  }

  /// An empty `OrderedDict`: what PyTorch writes for no hooks.
  mutating func emptyOrderedDictionary() {
    name(.orderedDictionary)
    put(.emptyTuple, .reduce)
  }
}
