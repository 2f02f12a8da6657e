extension TraceRunner {
  /// Performs traces in memory and on `Device.meta`, and holds shapes, strides, dtypes and graphs of the two against each other; the results
  /// are in the order of the traces. Those that fail in PyTorch, or have no meaning without data, are left out.
  ///
  /// - Precondition: this process has a single thread.
  /// - Throws: `ForkError` where the system gives no more processes or pipes.
  public func runOnMeta(_ traces: [Trace]) throws(ForkError) -> (traces: [Trace], results: [TraceResult]) {
    let chosen = traces.filter { trace in
      trace.steps.allSatisfy { $0.raises == nil } && DataDependence.reason(trace) == nil
    }
    let results = try run(chosen) { trace, channel in MetaRun(trace: trace, adapter: adapter, channel: channel).perform() }
    return (chosen, results)
  }
}
