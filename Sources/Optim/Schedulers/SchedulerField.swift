/// One entry of a scheduler's state: its name in PyTorch, how it is saved, and how it is loaded.
struct SchedulerField {
  let name: String
  let save: () -> OptimizerValue
  /// What sets the value; nil if it is of the wrong kind.
  let load: (OptimizerValue) -> (() -> Void)?
}

/// Larger counts in a file are nobody's, and adding to them might overflow.
private func plausible(_ value: Int) -> Bool { value.magnitude < 1 << 53 }

extension SchedulerField {
  static func int<Owner: AnyObject>(_ name: String, _ owner: Owner, _ path: ReferenceWritableKeyPath<Owner, Int>) -> SchedulerField {
    SchedulerField(name: name, save: { .int(owner[keyPath: path]) }) { value in
      guard let value = value.int, plausible(value) else { return nil }
      return { owner[keyPath: path] = value }
    }
  }

  static func number<Owner: AnyObject>(_ name: String, _ owner: Owner, _ path: ReferenceWritableKeyPath<Owner, Double>) -> SchedulerField {
    SchedulerField(name: name, save: { .double(owner[keyPath: path]) }) { value in
      guard let value = value.double else { return nil }
      return { owner[keyPath: path] = value }
    }
  }

  /// A number that PyTorch keeps as an int as long as it is whole.
  static func count<Owner: AnyObject>(_ name: String, _ owner: Owner, _ path: ReferenceWritableKeyPath<Owner, Double>) -> SchedulerField {
    SchedulerField(
      name: name, save: { Int(exactly: owner[keyPath: path]).map { .int($0) } ?? .double(owner[keyPath: path]) },
      load: { value in
        guard let value = value.double, value.isFinite else { return nil }
        return { owner[keyPath: path] = value }
      })
  }

  static func flag<Owner: AnyObject>(_ name: String, _ owner: Owner, _ path: ReferenceWritableKeyPath<Owner, Bool>) -> SchedulerField {
    SchedulerField(name: name, save: { .bool(owner[keyPath: path]) }) { value in
      guard let value = value.bool else { return nil }
      return { owner[keyPath: path] = value }
    }
  }

  static func numbers<Owner: AnyObject>(
    _ name: String, _ owner: Owner, _ path: ReferenceWritableKeyPath<Owner, [Double]>
  ) -> SchedulerField {
    SchedulerField(name: name, save: { .list(owner[keyPath: path].map { .double($0) }) }) { value in
      guard let members = value.members else { return nil }
      let numbers = members.compactMap(\.double)
      guard numbers.count == members.count else { return nil }
      return { owner[keyPath: path] = numbers }
    }
  }

  /// One of several texts.
  static func choice<Owner: AnyObject, Choice: RawRepresentable<String>>(
    _ name: String, _ owner: Owner, _ path: ReferenceWritableKeyPath<Owner, Choice>
  ) -> SchedulerField {
    SchedulerField(name: name, save: { .string(owner[keyPath: path].rawValue) }) { value in
      guard let choice = value.string.flatMap(Choice.init(rawValue:)) else { return nil }
      return { owner[keyPath: path] = choice }
    }
  }

  /// What PyTorch saves too, but a loaded state cannot change.
  static func constant(_ name: String, _ value: OptimizerValue) -> SchedulerField {
    SchedulerField(name: name, save: { value }, load: { _ in {} })
  }
}
