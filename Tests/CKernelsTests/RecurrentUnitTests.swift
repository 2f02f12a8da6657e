import CKernels
import Testing

/// The memory of steps of every unit, filled with numbers.
private struct StepMemory {
  static let names = [
    "state", "cells", "gates", "from_state", "last_state", "last_cells", "squashed_cells", "output", "output_gradient", "gradient",
    "from_state_gradient",
  ]
  var parts: [Elements]

  init(rows: Int, size: Int, _ dtype: gb_dtype) {
    parts = Self.names.indices.map { place in
      let width = [2, 3, 9, 10].contains(place) ? 4 * size : size
      return Elements((0..<rows * width + 3).map { Double(($0 * (place + 3)) % 19 - 9) / 7 }, dtype: dtype)
    }
  }

  mutating func run(_ loop: gb_recurrent_loop, rows: Int, size: Int) {
    var pointers: [UnsafeMutableRawPointer] = []
    for part in parts {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: part.bytes.count, alignment: 64)
      memory.copyMemory(from: part.bytes, byteCount: part.bytes.count)
      pointers.append(memory)
    }
    var step = gb_recurrent_step(
      state: pointers[0], cells: pointers[1], gates: pointers[2], from_state: pointers[3], last_state: pointers[4],
      last_cells: pointers[5], squashed_cells: pointers[6], output: pointers[7], output_gradient: UnsafeRawPointer(pointers[8]),
      gradient: pointers[9], from_state_gradient: pointers[10])
    loop(&step, rows, size)
    for (place, memory) in pointers.enumerated() {
      parts[place].bytes = Array(UnsafeRawBufferPointer(start: memory, count: parts[place].bytes.count))
      memory.deallocate()
    }
  }
}

@Suite("Recurrent units")
struct RecurrentUnitTests {
  private static let units = [GB_LSTM, GB_GRU, GB_RNN_TANH, GB_RNN_RELU]

  @Test("every level gives the same for every size, and writes no further", arguments: units, [GB_FLOAT64, GB_FLOAT32])
  func levelsAgree(_ unit: gb_recurrent_unit, _ dtype: gb_dtype) throws {
    let baseline = gb_recurrent_at(GB_LEVEL_BASELINE, unit, dtype)
    let tolerance = dtype == GB_FLOAT64 ? 1e-14 : 2e-6
    for level in levels.dropFirst() {
      let loops = gb_recurrent_at(level, unit, dtype)
      for size in [1, 3, 8, 16, 21] {
        for (loop, reference) in [(loops.forward, baseline.forward), (loops.backward, baseline.backward)] {
          var (memory, expected) = (StepMemory(rows: 3, size: size, dtype), StepMemory(rows: 3, size: size, dtype))
          let untouched = memory.parts
          memory.run(try #require(loop), rows: 3, size: size)
          expected.run(try #require(reference), rows: 3, size: size)
          for (place, name) in StepMemory.names.enumerated() {
            let (values, references) = (memory.parts[place].doubles, expected.parts[place].doubles)
            #expect(zip(values, references).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }, "\(name) of size \(size)")
            #expect(values.suffix(3) == untouched[place].doubles.suffix(3), "\(name) of size \(size)")
          }
        }
      }
    }
  }

  @Test("only float64 and float32 have loops")
  func dtypesWithoutLoops() {
    for dtype in dtypes where dtype != GB_FLOAT64 && dtype != GB_FLOAT32 {
      #expect(gb_recurrent(GB_LSTM, dtype).forward == nil && gb_recurrent(GB_LSTM, dtype).backward == nil)
    }
  }
}
