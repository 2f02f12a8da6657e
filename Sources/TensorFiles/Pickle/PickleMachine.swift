import Autograd

/// Reads a pickle: a program for a small machine with a stack, which builds values.
///
/// Python's own machine can call any function that a pickle names. This one has the few of `PickleName` built in and can call nothing else. Each
/// instruction is checked, and every value it makes is charged to an allowance, so that a pickle can't ask for more memory than its size
/// explains.
struct PickleMachine {
  var cursor: ByteCursor
  var stack: [PickleValue] = []
  var containers: [PickleContainer] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private let storages: any StorageSource

  /// How many bytes of memory the values may still take: some megabytes, and as many times the pickle's size as an honest one needs, up to a
  /// gigabyte.
  private var allowance: Int

  /// What a value on the stack or in a container takes, what one that is kept does, what a container does, and what a tensor does.
  private static let valueCost = 32
  private static let memoCost = 96
  private static let containerCost = 96
  static let tensorCost = 1024

  /// How many bytes a whole number may have; Python prints no more than about 1800.
  private static let longIntegerLimit = 4096

  init(_ region: ByteRegion, at position: Int = 0, storages: any StorageSource) {
    cursor = ByteCursor(region, at: position)
    self.storages = storages
    allowance = min((64 << 20) + 32 * region.count, 1 << 30)
  }

  func fault(_ reason: TensorFileError.Reason, _ detail: String) -> TensorFileError { cursor.error(reason, detail) }

  func fault(_ detail: String) -> TensorFileError { fault(.malformed, detail) }

  mutating func charge(_ cost: Int) throws(TensorFileError) {
    allowance -= cost
    if allowance < 0 { throw fault(.tooLarge, "the pickle makes more values than its size explains, or more than a gigabyte of them") }
  }

  /// Runs to the end of the pickle, and returns the value it stands for.
  mutating func run() throws(TensorFileError) -> PickleValue {
    while true {
      let before = cursor
      let byte = try cursor.integer(UInt8.self, "the next instruction")
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw before.error(.unsupported, "the pickle has the instruction 0x\(String(byte, radix: 16)), which is not known")
      }
      if opcode == .stop {
        let value = try pop()
        if !stack.isEmpty || !marks.isEmpty { throw before.error(.malformed, "the pickle ends with values left over") }
        return value
      }
      try execute(opcode)
    }
  }

  private mutating func execute(_ opcode: PickleOpcode) throws(TensorFileError) {
    switch opcode {
    case .proto:
      let version = try cursor.integer(UInt8.self, "the protocol")
      if version > 5 { throw fault(.unsupported, "the pickle is of protocol \(version): 2 to 5 are known") }
    case .frame: _ = try cursor.integer(UInt64.self, "the length of a frame")
    case .stop: break

    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))
    case .binInt: try push(.int(Int(try cursor.integer(Int32.self, "a number"))))
    case .binInt1: try push(.int(Int(try cursor.integer(UInt8.self, "a number"))))
    case .binInt2: try push(.int(Int(try cursor.integer(UInt16.self, "a number"))))
    case .long1: try pushInteger(of: Int(try cursor.integer(UInt8.self, "a number's length")))
    case .long4: try pushInteger(of: Int(try cursor.integer(Int32.self, "a number's length")))
    case .binFloat:
      try push(.double(Double(bitPattern: UInt64(bigEndian: try cursor.integer(UInt64.self, "a number")))))

    case .shortBinUnicode: try pushText(of: UInt64(try cursor.integer(UInt8.self, "a text's length")))
    case .binUnicode: try pushText(of: UInt64(try cursor.integer(UInt32.self, "a text's length")))
    case .binUnicode8: try pushText(of: try cursor.integer(UInt64.self, "a text's length"))
    case .shortBinBytes: try push(.bytes(try bytes(of: UInt64(try cursor.integer(UInt8.self, "a length")))))
    case .binBytes: try push(.bytes(try bytes(of: UInt64(try cursor.integer(UInt32.self, "a length")))))
    case .binBytes8: try push(.bytes(try bytes(of: try cursor.integer(UInt64.self, "a length"))))
    case .byteArray8: try push(.byteArray(try bytes(of: try cursor.integer(UInt64.self, "a length"))))
    case .shortBinString: try pushOldText(of: UInt64(try cursor.integer(UInt8.self, "a text's length")))
    case .binString: try pushOldText(of: UInt64(try cursor.integer(UInt32.self, "a text's length")))

    case .mark:
      try charge(PickleMachine.valueCost)
      marks.append(stack.count)
    case .pop: _ = try pop()
    case .popMark: _ = try popToMark()
    case .dup:
      let value = try pop()
      stack.append(value)
      try push(value)

    case .binPut: try put(at: Int(try cursor.integer(UInt8.self, "a place")))
    case .longBinPut: try put(at: Int(try cursor.integer(UInt32.self, "a place")))
    case .memoize: try put(at: memo.count)
    case .binGet: try get(at: Int(try cursor.integer(UInt8.self, "a place")))
    case .longBinGet: try get(at: Int(try cursor.integer(UInt32.self, "a place")))

    case .emptyList: try pushContainer(.list)
    case .emptyTuple: try pushContainer(.tuple)
    case .emptyDict: try pushContainer(.dictionary(.dictionary))
    case .emptySet: try pushContainer(.set)
    case .list: try pushContainer(.list, try popToMark())
    case .tuple: try pushContainer(.tuple, try popToMark())
    case .dict: try pushContainer(.dictionary(.dictionary), try pairs(popToMark()))
    case .tuple1: try pushContainer(.tuple, try pop(1))
    case .tuple2: try pushContainer(.tuple, try pop(2))
    case .tuple3: try pushContainer(.tuple, try pop(3))
    case .append: try extend(.list, try pop(1))
    case .appends: try extend(.list, try popToMark())
    case .addItems: try extend(.set, try popToMark())
    case .setItem: try extend(.dictionary(.dictionary), try pop(2))
    case .setItems: try extend(.dictionary(.dictionary), try pairs(popToMark()))

    case .global:
      let start = cursor
      let module = try cursor.line("a module's name")
      try push(.name(try known(module, try cursor.line("a name"), start)))
    case .stackGlobal:
      let start = cursor
      let member = try pop()
      guard case .string(let module) = try pop(), case .string(let member) = member else {
        throw start.error(.malformed, "a name is made of something that is no text")
      }
      try push(.name(try known(module, member, start)))
    case .reduce, .newObj:
      let arguments = try pop()
      let callee = try pop()
      try push(try call(callee, arguments))
    case .build:
      let state = try pop()
      try build(state)
    case .binPersId: try push(.storage(try storage(try pop())))
    }
  }

  // MARK: The stack

  mutating func push(_ value: PickleValue) throws(TensorFileError) {
    try charge(PickleMachine.valueCost)
    stack.append(value)
  }

  mutating func pop() throws(TensorFileError) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else { throw fault("the pickle takes a value that is not there") }
    return value
  }

  private mutating func pop(_ count: Int) throws(TensorFileError) -> [PickleValue] {
    if stack.count - (marks.last ?? 0) < count { throw fault("the pickle takes a value that is not there") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(TensorFileError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw fault("the pickle goes back to a mark that is not there") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func pairs(_ items: [PickleValue]) throws(TensorFileError) -> [PickleValue] {
    if items.count % 2 != 0 { throw fault("a dictionary has a key without a value") }
    return items
  }

  private mutating func put(at place: Int) throws(TensorFileError) {
    guard stack.count > (marks.last ?? 0), let value = stack.last else { throw fault("the pickle keeps a value that is not there") }
    try charge(PickleMachine.memoCost)
    memo[place] = value
  }

  private mutating func get(at place: Int) throws(TensorFileError) {
    guard let value = memo[place] else { throw fault("the pickle takes value \(place) again, which it did not keep") }
    try push(value)
  }

  // MARK: Values

  private mutating func pushInteger(of count: Int) throws(TensorFileError) {
    if count > PickleMachine.longIntegerLimit { throw fault(.tooLarge, "a whole number has \(count) bytes") }
    let number = LongInteger(twosComplement: Array(try cursor.take(count, "a number")))
    try push(number.int.map { .int($0) } ?? .longInteger(number))
  }

  private mutating func bytes(of count: UInt64) throws(TensorFileError) -> [UInt8] { Array(try taken(count)) }

  private mutating func taken(_ count: UInt64) throws(TensorFileError) -> UnsafeRawBufferPointer {
    if count > cursor.remaining { throw fault(.truncated, "a text of \(count) bytes passes the end of the pickle") }
    try charge(Int(count))
    return try cursor.take(Int(count), "a text")
  }

  private mutating func pushText(of count: UInt64) throws(TensorFileError) {
    let start = cursor
    guard let text = String(validating: try taken(count), as: UTF8.self) else { throw start.error(.malformed, "a text is not UTF-8") }
    try push(.string(text))
  }

  /// What Python 2 called a text is one here if it is UTF-8, and bytes otherwise.
  private mutating func pushOldText(of count: UInt64) throws(TensorFileError) {
    let bytes = try taken(count)
    try push(String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .bytes(Array(bytes)))
  }

  private func known(_ module: String, _ member: String, _ start: ByteCursor) throws(TensorFileError) -> PickleName {
    do { return try PickleName(module, member) } catch {
      if error.isOtherElementType {
        throw start.error(.unsupported, "has elements of the type \(error.name), which this library does not have")
      }
      throw start.error(
        .refusedName(error.name),
        "asks for the name \(shown(error.name)), and was not read: a checkpoint is read only if it has nothing but tensors, numbers, texts "
          + "and containers, because other names can run code. Save its state_dict() instead")
    }
  }

  // MARK: Containers

  mutating func pushContainer(_ kind: PickleContainer.Kind, _ items: [PickleValue] = []) throws(TensorFileError) {
    try charge(PickleMachine.containerCost + items.count * PickleMachine.valueCost)
    containers.append(PickleContainer(kind: kind, items: items))
    try push(.container(containers.count - 1))
  }

  /// Adds items to the container on top of the stack, which must be of this kind; any kind of dictionary for a dictionary.
  private mutating func extend(_ kind: PickleContainer.Kind, _ items: [PickleValue]) throws(TensorFileError) {
    let target = try pop()
    guard case .container(let number) = target else { throw fault("the pickle fills \(target.kind) as if it were a container") }
    switch (kind, containers[number].kind) {
    case (.list, .list), (.set, .set), (.dictionary, .dictionary): break
    default: throw fault("the pickle fills a container as if it were one of another kind")
    }
    try charge(items.count * PickleMachine.valueCost)
    containers[number].items += items
    stack.append(target)
  }

  /// The attributes of an object: only dictionaries that are objects keep any.
  private mutating func build(_ state: PickleValue) throws(TensorFileError) {
    guard case .container(let attributes) = state, case .dictionary = containers[attributes].kind,
      case .container(let number)? = stack.last,
      case .dictionary(let kind) = containers[number].kind, kind != .dictionary, stack.count > (marks.last ?? 0)
    else { throw fault("the pickle gives attributes to \(stack.last?.kind ?? "nothing"), which can have none") }
    containers[number].attributes = attributes
  }

  /// A storage that stands elsewhere in the file.
  private func storage(_ identifier: PickleValue) throws(TensorFileError) -> FileStorage {
    guard let items = items(of: identifier, .tuple), items.count == 5 || items.count == 6, case .string("storage") = items[0],
      case .name(.storage(let dtype)) = items[1], case .string(let key) = items[2], case .string = items[3],
      case .int(let count) = items[4]
    else { throw fault("the pickle refers to something outside of it that is no storage") }
    if count < 0 { throw fault("a storage is said to have \(count) elements") }
    var view: (key: String, start: Int, count: Int)?
    if items.count == 6, let parts = self.items(of: items[5], .tuple) {
      guard parts.count == 3, case .string(let viewKey) = parts[0], case .int(let start) = parts[1], case .int(let part) = parts[2] else {
        throw fault("the part of a storage is not described by a name, an offset and a size")
      }
      if dtype == nil || start < 0 || part < 0 || start > count - part { throw fault("a part of storage \(shown(key)) lies outside of it") }
      view = (viewKey, start, part)
    }
    return try storages.storage(StorageReference(dtype: dtype, key: key, count: count, view: view), at: cursor)
  }

  enum SequenceKind {
    case tuple
    case list
    case dictionary
  }

  /// The items of a container of this kind; nil if it is none.
  func items(of value: PickleValue, _ kind: SequenceKind) -> [PickleValue]? {
    guard case .container(let number) = value else { return nil }
    switch (kind, containers[number].kind) {
    case (.tuple, .tuple), (.list, .list), (.dictionary, .dictionary): return containers[number].items
    default: return nil
    }
  }
}
