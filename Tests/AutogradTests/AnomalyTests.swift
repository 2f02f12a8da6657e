import Autograd
import Testing

// Outside of the tests, so that the line is known.
private let lineOfRoot = #line + 1
private func root(_ x: Tensor) -> Tensor { x.sqrt() }

private let lineOfSum = #line + 1
private func difference(_ x: Tensor) -> Tensor { x.exp() - x * x }

/// The texts are those of a run of PyTorch 2.15.
@Suite("Anomaly mode")
struct AnomalyTests {
  @Test("a NaN in a gradient is an error that names the operator, and the line that called it")
  func nan() throws {
    let x = Tensor([-1.0], requiresGrad: true)
    let error = #expect(throws: AutogradError.self) {
      try withDetectAnomaly { try root(x).backward() }
    }
    #expect(error?.message == "Function 'SqrtBackward0' returned nan values in its 0th output.")
    let trace = try #require(error?.forwardTrace)
    #expect(trace.hasPrefix("Error detected in SqrtBackward0. Traceback of forward call that caused the error:\n"))
    #expect(trace.contains("AnomalyTests.swift\", line \(lineOfRoot)\n") || trace.hasSuffix("AnomalyTests.swift\", line \(lineOfRoot)"))
    #expect(!isAnomalyEnabled)
  }

  @Test("an operator written as a sign has its line too")
  func sign() throws {
    let x = Tensor([1.0], requiresGrad: true)
    let error = #expect(throws: AutogradError.self) {
      try withDetectAnomaly {
        let y = difference(x)
        y.registerHook { _ in Tensor([Float.nan]) }
        try y.backward()
      }
    }
    #expect(error?.message == "Function 'SubBackward0' returned nan values in its 0th output.")
    #expect(error?.forwardTrace?.contains("AnomalyTests.swift\", line \(lineOfSum)") == true, "\(error?.forwardTrace ?? "")")
  }

  @Test("what was recorded before anomaly mode has no line; without checkNaN a NaN is none of its business")
  func withoutForward() throws {
    let x = Tensor([-1.0], requiresGrad: true)
    let y = x.sqrt()
    let error = #expect(throws: AutogradError.self) { try withDetectAnomaly { try y.backward(retainGraph: true) } }
    #expect(error?.message == "Function 'SqrtBackward0' returned nan values in its 0th output.")
    #expect(error?.forwardTrace == nil)
    try withDetectAnomaly(checkNaN: false) { try y.backward() }
    #expect(x.grad!.floats[0].isNaN)
  }

  @Test("a write in place is told with the hint that the trace is above")
  func writeInPlace() {
    let x = Tensor([1.0], requiresGrad: true)
    let error = #expect(throws: AutogradError.self) {
      try withDetectAnomaly {
        let y = x.exp()
        y.add_(1)
        try y.backward()
      }
    }
    #expect(
      error?.message.hasSuffix(
        " Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in question was changed "
          + "in there or anywhere later. Good luck!") == true)
    #expect(error?.forwardTrace?.hasPrefix("Error detected in ExpBackward0.") == true)
  }

  @Test("an operator of a derivative tells whose derivative it was part of")
  func parent() throws {
    let x = Tensor([0.0], requiresGrad: true)
    let error = #expect(throws: AutogradError.self) {
      try withDetectAnomaly {
        let first = try grad(outputs: [x.pow(1.5)], inputs: [x], createGraph: true)[0]!
        _ = try grad(outputs: [first * 0], inputs: [x])
      }
    }
    #expect(error?.message == "Function 'PowBackward0' returned nan values in its 0th output.")
    #expect(error?.forwardTrace?.contains("\n\nPrevious calculation was induced by PowBackward0. Traceback of forward call that") == true)
  }

  @Test("the mode belongs to the thread and is set and read")
  func mode() {
    setDetectAnomaly(true, checkNaN: false)
    #expect(isAnomalyEnabled && !isAnomalyCheckNaNEnabled)
    setDetectAnomaly(false)
    #expect(!isAnomalyEnabled)
  }
}
