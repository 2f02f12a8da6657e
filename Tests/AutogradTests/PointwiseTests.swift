import Autograd
import Testing

/// Figures, node names and texts from a run of PyTorch 2.15.
@Suite("Elementwise functions")
struct PointwiseTests {
  @Test("special functions have PyTorch's values")
  func values() {
    func check(_ result: Tensor, _ expected: [Double], _ name: String) {
      #expect(result.allclose(Tensor(expected, dtype: .float64), rtol: 1e-13, atol: 1e-14, equalNaN: true), "\(name): \(result)")
    }
    let x = Tensor([0.0, -1, 30, 800], dtype: .float64)
    check(x.i0(), [1, 1.2660658777520082, 781672297823.9775, .infinity], "i0")
    check(x.i0e(), [1, 0.46575960759364043, 0.0731459464822373, 0.014106945005869183], "i0e")
    check(x.i1(), [0, -0.5651591039924851, 768532038938.9569, .infinity], "i1")
    check(x.i1e(), [0, -0.2079104153497085, 0.07191633059864755, 0.014098125406526996], "i1e")
    let y = Tensor([0.0, -1, 30, -30, .nan], dtype: .float64)
    check(y.erfcx(), [1, 5.008980080762283, 0.018795888861416754, .infinity, .nan], "erfcx")
    check(y.logNdtr(), [-0.6931471805599453, -1.841021645009264, -4.906713927148024e-198, -454.32124395634327, .nan], "log_ndtr")
    let p = Tensor([0.0, 0.5, 1, 1e-300, 0.1, 2], dtype: .float64)
    check(p.ndtri(), [-.infinity, 0, .infinity, -37.0470962993612, -1.2815515655446004, .nan], "ndtri")
    let (a, b) = (Tensor([0.0, 1, 2, 1e-5], dtype: .float64), Tensor([1.0, 0, .infinity, 0.1], dtype: .float64))
    check(a.igamma(b), [1, 0, 1, 0.9999817708537221], "igamma")
    check(a.igammac(b), [0, 1, 0, 1.8229146276660778e-05], "igammac")
    // Not PyTorch's figures, which are right to 11 digits here: those of mpmath 1.3 with 40 digits.
    let (large, near) = (Tensor([2e5], dtype: .float64), Tensor([2.001e5], dtype: .float64))
    check(large.igamma(near), [0.58874384517613018], "igamma of a large number")
    check(large.igammac(near), [0.41125615482386982], "igammac of a large number")
    let (s, q) = (Tensor([1.0, 0.5, 2, 2.5, 3], dtype: .float64), Tensor([1.0, 1, -1.5, -1.5, -0.5], dtype: .float64))
    check(s.zeta(q), [.infinity, .nan, 9.379246644989124, .nan, 0.41439832211716], "zeta")
    check(
      Tensor([1.0, 2, 0.3, -1.3], dtype: .float64).polygamma(2),
      [-2.404113806319188, -0.4041138063191886, -75.27253658872601, 68.54941347116213], "polygamma")
    check(Tensor([1.5, 2, -1.3], dtype: .float64).mvlgamma(3), [2.1686775340635553, 1.5963125911388552, 4.448557987462095], "mvlgamma")
  }

  @Test("first and second derivatives agree with differences")
  func derivatives() {
    let x = Tensor([0.3, 0.45, 0.8], dtype: .float64)
    let functions: [(String, (Tensor) -> Tensor)] = [
      ("asin", { $0.asin() }), ("acos", { $0.acos() }), ("atan", { $0.atan() }), ("sinh", { $0.sinh() }), ("cosh", { $0.cosh() }),
      ("asinh", { $0.asinh() }), ("atanh", { $0.atanh() }), ("sinc", { $0.sinc() }), ("exp2", { $0.exp2() }), ("entr", { $0.entr() }),
      ("erf", { $0.erf() }), ("erfc", { $0.erfc() }), ("erfinv", { $0.erfinv() }), ("erfcx", { $0.erfcx() }),
      ("logNdtr", { $0.logNdtr() }), ("ndtr", { $0.ndtr() }), ("ndtri", { $0.ndtri() }), ("i0", { $0.i0() }), ("i0e", { $0.i0e() }),
      ("i1", { $0.i1() }), ("i1e", { $0.i1e() }), ("lgamma", { $0.lgamma() }), ("digamma", { $0.digamma() }),
      ("polygamma", { $0.polygamma(3) }), ("mvlgamma", { $0.add(2).mvlgamma(2) }), ("logit", { $0.logit() }),
      ("logit(eps)", { $0.logit(eps: 0.1) }), ("pow", { Tensor.pow(2.5, $0) }), ("floatPower", { $0.floatPower(2.5) }),
      ("frexp", { $0.frexp().mantissa }), ("deg2rad", { $0.deg2rad() }),
    ]
    for (name, function) in functions {
      #expect(Self.agrees(function, at: x), "\(name)")
      #expect(Self.agrees({ Self.slope(function, at: $0, createGraph: true) }, at: x), "slope of \(name)")
    }
    let y = Tensor([1.2, 0.4, 2.1], dtype: .float64)
    let pairs: [(String, (Tensor, Tensor) -> Tensor)] = [
      ("atan2", { $0.atan2($1) }), ("hypot", { $0.hypot($1) }), ("logaddexp", { $0.logaddexp($1) }),
      ("logaddexp2", { $0.logaddexp2($1) }), ("xlogy", { $0.xlogy($1) }), ("xlog1py", { $0.xlog1py($1) }), ("fmax", { $0.fmax($1) }),
      ("ldexp", { $0.ldexp($1) }), ("copysign", { $0.copysign($1) }), ("lerp", { $0.lerp($1, $1.mul(0.3)) }),
      ("addcmul", { $0.addcmul($1, $0, value: 2) }), ("addcdiv", { $0.addcdiv($0, $1, value: 2) }), ("rsub", { $0.rsub($1, alpha: 3) }),
      ("clamp", { $0.clamp(min: $1.mul(0.5), max: $1) }),
    ]
    for (name, function) in pairs {
      for call in [{ function($0, y) }, { function(y, $0) }] as [(Tensor) -> Tensor] {
        #expect(Self.agrees(call, at: x), "\(name)")
        #expect(Self.agrees({ Self.slope(call, at: $0, createGraph: true) }, at: x), "slope of \(name)")
      }
    }
    #expect(Self.agrees({ y.igamma($0) }, at: x))
    #expect(Self.agrees({ y.igammac($0) }, at: x))
    #expect(Self.agrees({ y.add(1).zeta($0) }, at: x))
  }

  private static func slope(_ function: (Tensor) -> Tensor, at x: Tensor, createGraph: Bool = false) -> Tensor {
    let leaf = x.requiresGrad ? x : x.clone().requiresGrad_()
    let output = function(leaf).sum()
    // A slope that is the same everywhere has none of its own.
    guard output.requiresGrad else { return Tensor.zerosLike(x) }
    return try! grad(outputs: [output], inputs: [leaf], createGraph: createGraph, allowUnused: true)[0] ?? Tensor.zerosLike(x)
  }

  /// Whether the recorded derivative is the quotient of small differences.
  private static func agrees(_ function: (Tensor) -> Tensor, at x: Tensor) -> Bool {
    let h = 1e-5
    let quotient = function(x.add(h)).sub(function(x.sub(h))).div(2 * h)
    return slope(function, at: x).allclose(quotient.detach(), rtol: 1e-5, atol: 1e-6)
  }

  @Test("nodes are called as PyTorch calls them")
  func names() {
    let x = Tensor([1.0, 2], dtype: .float64, requiresGrad: true)
    let y = Tensor([2.0, 3], dtype: .float64, requiresGrad: true)
    #expect(x.add(y, alpha: 2).gradFn?.name == "AddBackward0")
    #expect(
      x.add(y, alpha: 2).gradFn?.nextFunctions.compactMap { $0?.node.name } == [
        "torch::autograd::AccumulateGrad", "torch::autograd::AccumulateGrad",
      ])
    #expect(x.fmod(2).gradFn?.name == "FmodBackward0")
    #expect(x.fmod(2).gradFn?.nextFunctions.count == 1)
    #expect(x.remainder(y).gradFn?.name == "RemainderBackward1")
    #expect(x.clampMax(1).gradFn?.name == "ClampMaxBackward0")
    #expect(x.clampMax(y).gradFn?.name == "ClampMaxBackward1")
    #expect(x.clamp(min: y).gradFn?.name == "ClampBackward0")
    #expect(x.rsub(2).gradFn?.name == "RsubBackward1")
    #expect(Tensor.pow(2, x).gradFn?.name == "PowBackward2")
    #expect(x.mul(1).eq_(y).gradFn?.name == "EqBackward1")
    #expect(x.mul(1).polygamma_(2).gradFn?.name == "PolygammaBackward1")
    #expect(x.floorDivide(y).gradFn?.name == "NotImplemented")
    #expect(x.typeAs(Tensor([1.0])).gradFn?.name == "ToCopyBackward0")
    #expect(x.positive() === x)
  }

  @Test("what has no derivative says so in backward")
  func refusals() {
    func message(_ y: Tensor, _ x: Tensor) -> String {
      do { _ = try grad(outputs: [y.sum()], inputs: [x]) } catch { return error.message }
      return "success"
    }
    let x = Tensor([1.0, 2], dtype: .float64, requiresGrad: true)
    let y = Tensor([2.0, 3], dtype: .float64, requiresGrad: true)
    #expect(message(x.floorDivide(2), x) == "derivative for aten::floor_divide is not implemented")
    #expect(message(x.heaviside(y), y) == "derivative for aten::heaviside is not implemented")
    #expect(message(x.igamma(y), x) == "the derivative for 'igamma: input' is not implemented.")
    #expect(message(x.igamma(y), y) == "success")
    #expect(message(x.zeta(2), x) == "the derivative for 'zeta' is not implemented.")
    #expect(message(x.mul(0.5).atanh_(), x) == "the derivative for 'inplace version of atanh' is not implemented.")
  }

  @Test("a bound takes part in the gradient: a number takes all of it, a tensor half")
  func bounds() throws {
    let x = Tensor([1.0, 2, -1, 0.5], requiresGrad: true)
    #expect(Self.slope({ $0.clamp(min: 0, max: 1) }, at: x).array(of: Float.self) == [0, 0, 0, 1])
    let low = Tensor([0.0, 0, 0, 0.5])
    #expect(Self.slope({ $0.clamp(min: low, max: Tensor([1.0])) }, at: x).array(of: Float.self) == [0.5, 0, 0, 0.5])
    #expect(Tensor([0, 100], dtype: .int8).clamp(min: -300, max: 300).array(of: Int.self) == [0, 100])
  }

  @Test("16-bit numbers have neighbours of their own")
  func neighbours() {
    let x = Tensor([1.5, -2.5, 0, .infinity])
    #expect(x.bfloat16().nextafter(x.bfloat16().add(1)).array(of: Double.self) == [1.5078125, -2.484375, 0x1p-133, .infinity])
    #expect(
      x.half().nextafter(Tensor([0.0, -3, -1, 0], dtype: .float16)).array(of: Double.self) == [1.4990234375, -2.501953125, -0x1p-24, 65504])
  }

  @Test("channels last is a matter of strides")
  func formats() {
    let x = Tensor.zeros(2, 3, 4, 5)
    #expect(x.double(memoryFormat: .channelsLast).strides == [60, 1, 15, 3])
    #expect(x.float(memoryFormat: .channelsLast).strides == [60, 1, 15, 3])
    #expect(x.float(memoryFormat: .contiguous) === x)
    let reversed = x.permute(3, 2, 1, 0)
    #expect(reversed.double().strides == [1, 5, 20, 60])
    #expect(reversed.double(memoryFormat: .contiguous).strides == [24, 6, 2, 1])
    #expect(reversed.float(memoryFormat: .contiguous) === reversed)
  }
}
