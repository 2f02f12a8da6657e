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
    let line = #line + 2
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Tensor([1.0], requiresGrad: true).add_(1)
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("MistakeTests.swift:\(line): Fatal error: a leaf Variable"), "\(error)")
  }

  @Test("a subscript names its line too")
  func placeOfSubscript() async throws {
    let line = #line + 2
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let row: Tensor = Tensor.zeros(3)[5]
      row.zero_()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("MistakeTests.swift:\(line): Fatal error: index 5"), "\(error)")
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
