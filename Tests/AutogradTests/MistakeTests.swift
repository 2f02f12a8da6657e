import Autograd
import Testing

@Suite("Mistakes in a program")
struct MistakeTests {
  @Test("a mistake ends the program with PyTorch's words", arguments: Mistake.all)
  func text(_ mistake: Mistake) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [name = mistake.name as String] in
      Mistake.named(name).make()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("Fatal error: " + mistake.text), "\(error)")
  }

  @Test("the message begins with the caller's file and line")
  func place() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { writeToLeaf() }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("MistakeTests.swift:\(lineOfWriteToLeaf): Fatal error: a leaf Variable"), "\(error)")
  }

  @Test("a subscript names its line too")
  func placeOfSubscript() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { readBeyond() }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("MistakeTests.swift:\(lineOfReadBeyond): Fatal error: index 5"), "\(error)")
  }

  @Test("a refused write has written nothing, and under noGrad a leaf may be written")
  func noGradWrites() {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    noGrad {
      x.add_(1)
      x[0] = Tensor(7.0)
    }
    #expect(x.detach().array(of: Float.self) == [7, 3])
    #expect(x.version == 2)
    #expect(x.isLeaf && x.requiresGrad)
  }
}

// Outside of the tests, because the body of an exit test is moved to another line.
private let lineOfWriteToLeaf = #line + 1
private func writeToLeaf() { Tensor([1.0], requiresGrad: true).add_(1) }

private let lineOfReadBeyond = #line + 1
private func readBeyond() { _ = Tensor.zeros(3)[5] as Tensor }
