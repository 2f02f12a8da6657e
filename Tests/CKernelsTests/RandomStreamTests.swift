import CKernels
import Testing

/// The Mersenne Twister's first words, as published with it for seed 5489.
struct RandomStreamTests {
  private func generator(seed: UInt64) -> gb_mt19937 {
    var generator = gb_mt19937()
    gb_mt19937_seed(&generator, seed)
    return generator
  }

  @Test("seed 5489 gives the published first words, and 4123659995 as the 10,000th")
  func publishedWords() {
    var generator = generator(seed: 5489)
    let first = (0..<5).map { _ in gb_mt19937_next32(&generator) }
    #expect(first == [3_499_211_612, 581_869_302, 3_890_346_734, 3_586_334_585, 545_404_204])
    for _ in 5..<9999 { _ = gb_mt19937_next32(&generator) }
    #expect(gb_mt19937_next32(&generator) == 4_123_659_995)
  }

  @Test("a 64-bit draw takes its first word as the high half")
  func highHalfFirst() {
    var words = generator(seed: 1)
    var pairs = generator(seed: 1)
    let high = UInt64(gb_mt19937_next32(&words))
    let low = UInt64(gb_mt19937_next32(&words))
    #expect(gb_mt19937_next64(&pairs) == high << 32 | low)
  }

  @Test("only the low 32 bits of a seed count")
  func seedIsCut() {
    var narrow = generator(seed: 7)
    var wide = generator(seed: 7 | 1 << 40)
    #expect(gb_mt19937_next32(&narrow) == gb_mt19937_next32(&wide))
  }

  @Test("20 normal numbers draw 36 words in float32: the last 16 are drawn again")
  func lastBlockIsDrawnAgain() {
    var generator = generator(seed: 0)
    var out = [Float](repeating: 0, count: 20)
    gb_mt19937_fill_normal_float32(&generator, &out, 20, 0, 1)
    #expect(generator.index == 36)
  }

  @Test("fewer than 16 normal numbers come in pairs, and an odd one is kept for the next call")
  func pairsAreKept() {
    var one = generator(seed: 3)
    var out = [Double](repeating: 0, count: 4)
    gb_mt19937_fill_normal_float64(&one, &out, 3, 0, 1)
    #expect(one.has_next_normal == 1)
    let next = gb_mt19937_normal(&one)
    var four = generator(seed: 3)
    gb_mt19937_fill_normal_float64(&four, &out, 4, 0, 1)
    #expect(out[3] == next)
  }

  @Test("a permutation holds every index once")
  func permutation() {
    var generator = generator(seed: 11)
    var out = [Int64](repeating: 0, count: 1000)
    gb_mt19937_fill_permutation(&generator, &out, 1000)
    #expect(out.sorted() == Array(0..<1000))
    #expect(out != Array(0..<1000))
  }
}
