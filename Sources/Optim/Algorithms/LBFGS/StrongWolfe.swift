import Autograd

/// A search along a direction for a step that lowers the loss enough and flattens its slope enough (the strong Wolfe conditions).
///
/// (Nocedal and Wright, "Numerical optimization", algorithms 3.5 and 3.6, with the bounds of Mark Schmidt's minFunc.)
struct StrongWolfe {
  /// A place on the line: how far along, the loss there, its gradient, and the slope along the direction.
  struct Point {
    var step: Quantity
    var loss: Quantity
    var gradient: Tensor
    var slope: Quantity
  }

  let direction: Tensor
  /// Where the search begins, at step 0.
  let start: Point
  let toleranceChange: Double
  let maximumEvaluations: Int

  /// How much of the expected decrease is enough, and how much of the slope may be left.
  private let sufficientDecrease = Quantity(1e-4), curvature = Quantity(0.9)

  /// The point found, and how often the loss was computed.
  ///
  /// - Parameter evaluate: Gives the loss and the gradient at a step along the direction.
  func search<Failure: Error>(
    from step: Quantity, _ evaluate: (Quantity) throws(Failure) -> (loss: Double, gradient: Tensor)
  ) throws(Failure) -> (point: Point, evaluations: Int) {
    var (iterations, evaluations) = (0, 1)
    var (previous, current) = (start, try point(at: step, evaluate))
    var bracket: [Point] = []
    var isDone = false
    while iterations < maximumEvaluations {
      if isTooHigh(current) || iterations > 1 && current.loss >= previous.loss {
        bracket = [previous, current]
        break
      }
      if isFlat(current) {
        bracket = [current]
        isDone = true
        break
      }
      if current.slope >= 0.0 {
        bracket = [previous, current]
        break
      }
      let bounds = (current.step + 0.01 * (current.step - previous.step), current.step * 10.0)
      let next = Self.minimumOfCubic(previous, current, within: bounds)
      previous = current
      current = try point(at: next, evaluate)
      evaluations += 1
      iterations += 1
    }
    if bracket.isEmpty { bracket = [start, current] }
    if isDone { return (current, evaluations) }
    let (point, more) = try zoom(into: bracket, after: iterations, evaluate)
    return (point, evaluations + more)
  }

  private func point<Failure: Error>(
    at step: Quantity, _ evaluate: (Quantity) throws(Failure) -> (loss: Double, gradient: Tensor)
  ) throws(Failure) -> Point {
    let (loss, gradient) = try evaluate(step)
    return Point(step: step, loss: Quantity(loss), gradient: gradient, slope: Quantity(gradient.dot(direction)))
  }

  private func isTooHigh(_ point: Point) -> Bool { point.loss > start.loss + sufficientDecrease * point.step * start.slope }

  private func isFlat(_ point: Point) -> Bool { point.slope.magnitude <= -curvature * start.slope }

  private func low(of bracket: [Point]) -> Int { bracket[0].loss <= bracket[1].loss ? 0 : 1 }

  /// Narrows a bracket of two points until one of them will do; gives it and the number of evaluations.
  private func zoom<Failure: Error>(
    into bracket: [Point], after iterations: Int, _ evaluate: (Quantity) throws(Failure) -> (loss: Double, gradient: Tensor)
  ) throws(Failure) -> (Point, Int) {
    var bracket = bracket
    var low = self.low(of: bracket)
    var evaluations = 0
    var madeLittleProgress = false
    let largest = Quantity(direction.abs().max())
    while iterations + evaluations < maximumEvaluations {
      if (bracket[1].step - bracket[0].step).magnitude * largest < Quantity(toleranceChange) { break }
      var step = Self.minimumOfCubic(bracket[0], bracket[1], within: nil)
      let (first, last) = (Quantity.min(bracket[0].step, bracket[1].step), Quantity.max(bracket[0].step, bracket[1].step))
      // A step near an end of the bracket is taken once; then, or beyond the end, it is moved inside.
      let margin = 0.1 * (last - first)
      let isNearEnd = Quantity.min(last - step, step - first) < margin
      if isNearEnd && (madeLittleProgress || step >= last || step <= first) {
        step = (step - last).magnitude < (step - first).magnitude ? last - margin : first + margin
        madeLittleProgress = false
      } else {
        madeLittleProgress = isNearEnd
      }
      let current = try point(at: step, evaluate)
      evaluations += 1
      let high = 1 - low
      if isTooHigh(current) || current.loss >= bracket[low].loss {
        bracket[high] = current
        low = self.low(of: bracket)
        continue
      }
      let isDone = isFlat(current)
      if !isDone && current.slope * (bracket[high].step - bracket[low].step) >= 0.0 { bracket[high] = bracket[low] }
      bracket[low] = current
      if isDone { break }
    }
    return (bracket[low], evaluations)
  }

  /// Where the cubic with these losses and slopes is least, within bounds: those of the two points, if no others are given.
  private static func minimumOfCubic(_ a: Point, _ b: Point, within bounds: (Quantity, Quantity)?) -> Quantity {
    let isOrdered = a.step <= b.step
    let (lower, upper) = bounds ?? (isOrdered ? (a.step, b.step) : (b.step, a.step))
    let d1 = a.slope + b.slope - 3.0 * (a.loss - b.loss) / (a.step - b.step)
    let square = d1 * d1 - a.slope * b.slope
    if !(square >= 0.0) { return (lower + upper) / 2.0 }
    let d2 = square.squareRoot
    let place =
      isOrdered
      ? b.step - (b.step - a.step) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2.0 * d2))
      : a.step - (a.step - b.step) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2.0 * d2))
    return .min(.max(place, lower), upper)
  }
}
