import Execution
import Workbook

/// What an exercise's starter declares, so that a learner whose file lacks it can be told how it must look.
struct Declarations {
  /// A declaration with its head: `func unitRows(_ x: Tensor) -> Tensor`.
  typealias Declaration = (name: String, signature: String)

  let all: [Declaration]

  init(of exercise: Exercise) { all = declarationHeads(in: exercise.starter.text) }

  func signature(of name: String) -> String? { all.first { $0.name == name }?.signature }
}
