import Autograd
import LegacyVariable
import Testing
import VariableShim

@Suite("The Variable of 0.3.1 and that of 0.4 in one file")
struct BothImportedTests {
  @Test("the newer one takes the name alone, the older one is called with its module's")
  func names() {
    let new = Variable(Tensor(1.0), requiresGrad: true)
    #expect(type(of: new) == Tensor.self && new.requiresGrad && new.shape == [])
    let old = LegacyVariable.Variable(Tensor(1.0), requiresGrad: true)
    #expect(old.requiresGrad && old.shape == [1])
  }
}
