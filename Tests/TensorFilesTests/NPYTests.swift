import Autograd
import NN
import TensorFiles
import Testing

/// The files are by Tests/Interop/write_files.py, with NumPy.
@Suite("Arrays")
struct NPYTests {
  @Test("either byte order, every version, half precision and no dimensions are read")
  func forms() throws {
    let big = try NPY.load(Fixtures.path("big-endian.npy"))
    #expect(big.dtype == .int32 && big.shape == [2, 3] && big.array(of: Int.self) == [0, 1, 2, 3, 4, 5])
    #expect(try NPY.load(Fixtures.path("half.npy")).array(of: Double.self) == [1.5, -0.25])
    #expect(try NPY.load(Fixtures.path("half.npy")).dtype == .float16)
    let truth = try NPY.load(Fixtures.path("truth.npy"))
    #expect(truth.dtype == .bool && truth.shape == [] && truth.item(as: Bool.self))
    #expect(try NPY.load(Fixtures.path("version2.npy")).array(of: Int.self) == [0, 1, 2])
    #expect(try NPY.load(Fixtures.path("version3.npy")).dtype == .int16)
    let deflated = try NPZ.load(Fixtures.path("deflated.npz"))
    #expect(deflated["x"]?.shape == [50, 40] && deflated["x"]?.sum().item() == 0 && deflated["y"]?.array(of: Int.self) == [0, 1, 2])
  }

  @Test(
    "elements that a tensor can't have are refused, and named",
    arguments: [
      ("structured.npy", "the elements are structured: a tensor has one number in each place"),
      ("unicode.npy", "the elements have the type '<U3': unicode text"),
      ("objects.npy", "the elements have the type '|O': Python objects, which only running their code would make"),
      ("complex.npy", "the elements have the type '<c8': complex numbers"),
      ("dates.npy", "the elements have the type '<M8[D]': dates or durations"),
    ])
  func refused(name: String, text: String) throws {
    let error = try #require(thrown { _ = try NPY.load(Fixtures.path(name)) })
    #expect(error.reason == .unsupported && error.detail == text)
  }

  /// A file of version 1 with this header and so many bytes of data.
  private func file(_ header: String, _ count: Int = 0) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0] + number(header.utf8.count, 2) + Array(header.utf8) + [UInt8](repeating: 0, count: count)
  }

  @Test("headers that lie are refused")
  func lies() throws {
    let wrong: [(String, String)] = [
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "the array of shape [3] should have 12 bytes, and 8 are left"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,), }", "has more elements than any memory"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4611686018427387904, 4), }", "has more elements than any memory"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "the shape should have a whole number from 0 to 2^63 - 1 here"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "the shape of one dimension should be (2,)"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': 2, }", "the header should have ( here"),
      ("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "the header should have False here"),
      ("{'descr': '<f4', 'fortran_order': False, }", "the header needs descr, fortran_order and shape"),
      ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "the header has descr twice"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "the header has the unknown key 'x'"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } + 1", "something follows the header's dictionary"),
      ("{'descr': '<q9', 'fortran_order': False, 'shape': (2,), }", "the elements have the type '<q9': nothing that NumPy knows"),
      ("{'descr': '<f4", "descr has no closing quote"),
      ("__import__('os').system('true')", "the header should have { here"),
    ]
    for (header, text) in wrong {
      #expect(thrown { _ = try NPY.load(bytes: file(header, 8)) }?.detail.contains(text) == true, "\(header)")
    }
    #expect(thrown { _ = try NPY.load(bytes: [1, 2, 3, 4, 5, 6, 7, 8]) }?.detail.contains("is no .npy file") == true)
    let long = [0x93] + Array("NUMPY".utf8) + [2, 0] + number(0xFFFF_FFFF, 4)
    #expect(thrown { _ = try NPY.load(bytes: long) }?.reason == .tooLarge)
    #expect(thrown { _ = try NPY.load(bytes: [0x93] + Array("NUMPY".utf8) + [4, 0, 0, 0]) }?.reason == .unsupported)
  }

  @Test("Python 2's long sizes are read")
  func longSizes() throws {
    #expect(try NPY.load(bytes: file("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L), }", 8)).shape == [2, 1])
  }

  @Test("every dtype and layout that NumPy has comes back; bfloat16, which it has not, is refused")
  func writing() throws {
    for dtype in DType.allCases where dtype != .bfloat16 {
      let x = Tensor([[0, 1, 1], [1, 0, 1]]).to(dtype)
      for tensor in [x, x.t(), x.t()[1], x.view(6), x[0, 0]] {
        let read = try NPY.load(bytes: NPY.encoded(tensor))
        #expect(read.dtype == dtype && read.shape == tensor.shape && read.equal(tensor))
      }
    }
    let error = thrown { _ = try NPY.encoded(Tensor.ones(2, dtype: .bfloat16)) }
    #expect(error?.detail == "NumPy has no bfloat16: write tensor.to(.float32)")
  }
}
