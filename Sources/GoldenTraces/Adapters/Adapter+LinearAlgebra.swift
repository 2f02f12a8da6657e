import Autograd

/// Factorisations and solvers.
extension Adapter {
  mutating func addLinearAlgebra() {
    addFactorisations()
    addSolvers()
    addMatrixFunctions()
    addNorms()
  }

  private mutating func addFactorisations() {
    single("linalg.cholesky") { a in linalg.cholesky(try a.tensor("input"), upper: try a.flag("upper")) }
    several("linalg.cholesky_ex") { a in
      let result = linalg.choleskyEx(try a.tensor("input"), upper: try a.flag("upper"), checkErrors: try a.flag("check_errors"))
      return [result.factor, result.info]
    }
    single("cholesky_inverse") { a in try a.tensor("input").choleskyInverse(upper: try a.flag("upper")) }
    single("cholesky_solve", parameters: ["input", "input2"]) { a in
      try a.tensor("input").choleskySolve(try a.tensor("input2"), upper: try a.flag("upper"))
    }
    several("linalg.svd", parameters: ["A"]) { a in
      let result = linalg.svd(try a.tensor("A"), fullMatrices: try a.optionalBool("full_matrices") ?? true)
      return [result.u, result.s, result.vh]
    }
    several("svd") { a in
      let result = try a.tensor("input").svd(some: try a.optionalBool("some") ?? true)
      return [result.u, result.s, result.v]
    }
    single("linalg.svdvals", parameters: ["A"]) { a in linalg.svdvals(try a.tensor("A")) }
    several("linalg.eigh") { a in
      let result = linalg.eigh(try a.tensor("input"), uplo: try a.triangle())
      return [result.eigenvalues, result.eigenvectors]
    }
    single("linalg.eigvalsh") { a in linalg.eigvalsh(try a.tensor("input"), uplo: try a.triangle()) }
    several("linalg.lu", parameters: ["A"]) { a in
      let result = linalg.lu(try a.tensor("A"))
      return [result.p, result.l, result.u]
    }
    several("linalg.lu_factor", parameters: ["A"]) { a in
      let result = linalg.luFactor(try a.tensor("A"))
      return [result.lu, result.pivots]
    }
    several("linalg.lu_factor_ex", parameters: ["A"]) { a in
      let result = linalg.luFactorEx(try a.tensor("A"))
      return [result.lu, result.pivots, result.info]
    }
    several("linalg.qr", parameters: ["A"]) { a in
      let result = linalg.qr(try a.tensor("A"), mode: try a.optionalString("mode").map { linalg.QRMode($0) } ?? .reduced)
      return [result.q, result.r]
    }
  }

  private mutating func addSolvers() {
    for name in ["det", "linalg.det"] { single(name, parameters: ["A"]) { a in linalg.det(try a.matrix()) } }
    for name in ["slogdet", "linalg.slogdet"] {
      several(name, parameters: ["A"]) { a in
        let result = linalg.slogdet(try a.matrix())
        return [result.sign, result.logabsdet]
      }
    }
    unary("logdet") { $0.logdet() }
    for name in ["inverse", "linalg.inv"] { single(name, parameters: ["A"]) { a in linalg.inv(try a.matrix()) } }
    several("linalg.inv_ex", parameters: ["A"]) { a in
      let result = linalg.invEx(try a.tensor("A"), checkErrors: try a.flag("check_errors"))
      return [result.inverse, result.info]
    }
    single("linalg.solve", parameters: ["A", "B"]) { a in
      linalg.solve(try a.tensor("A"), try a.tensor("B"), left: try a.optionalBool("left") ?? true)
    }
    several("linalg.solve_ex", parameters: ["A", "B"]) { a in
      let result = linalg.solveEx(
        try a.tensor("A"), try a.tensor("B"), left: try a.optionalBool("left") ?? true, checkErrors: try a.flag("check_errors"))
      return [result.result, result.info]
    }
    single("linalg.solve_triangular", parameters: ["input", "B"]) { a in
      linalg.solveTriangular(
        try a.tensor("input"), try a.tensor("B"), upper: try a.bool("upper"), left: try a.optionalBool("left") ?? true,
        unitriangular: try a.flag("unitriangular"))
    }
    several("triangular_solve", parameters: ["input", "A"]) { a in
      let result = try a.tensor("input").triangularSolve(
        try a.tensor("A"), upper: try a.optionalBool("upper") ?? true, transpose: try a.flag("transpose"),
        unitriangular: try a.flag("unitriangular"))
      return [result.solution, result.clonedCoefficient]
    }
    single("linalg.tensorinv") { a in linalg.tensorinv(try a.tensor("input"), ind: try a.optionalInt("ind") ?? 2) }
    single("linalg.tensorsolve", parameters: ["input", "other"]) { a in
      linalg.tensorsolve(try a.tensor("input"), try a.tensor("other"), dims: try a.optionalInts("dims"))
    }
  }

  private mutating func addMatrixFunctions() {
    for name in ["matrix_power", "linalg.matrix_power"] {
      single(name, parameters: ["input", "n"]) { a in linalg.matrixPower(try a.tensor("input"), try a.int("n")) }
    }
    for name in ["matrix_exp", "linalg.matrix_exp"] { single(name) { a in linalg.matrixExp(try a.tensor("input")) } }
    single("linalg.multi_dot", parameters: ["tensors"]) { a in linalg.multiDot(try a.tensors("tensors")) }
    single("linalg.pinv") { a in
      if a.isTensor("atol") || a.isTensor("rtol") {
        return linalg.pinv(
          try a.tensor("input"), atol: try a.tolerance("atol"), rtol: try a.tolerance("rtol"), hermitian: try a.flag("hermitian"))
      }
      return linalg.pinv(
        try a.tensor("input"), atol: try a.optionalDouble("atol"), rtol: try a.optionalDouble("rtol"), hermitian: try a.flag("hermitian"))
    }
    single("pinverse") { a in try a.tensor("input").pinverse(rcond: try a.optionalDouble("rcond") ?? 1e-15) }
    single("linalg.matrix_rank") { a in
      if a.isTensor("atol") || a.isTensor("rtol") {
        return linalg.matrixRank(
          try a.tensor("input"), atol: try a.tolerance("atol"), rtol: try a.tolerance("rtol"), hermitian: try a.flag("hermitian"))
      }
      return linalg.matrixRank(
        try a.tensor("input"), atol: try a.optionalDouble("atol"), rtol: try a.optionalDouble("rtol"), hermitian: try a.flag("hermitian"))
    }
    single("linalg.vander", parameters: ["x"]) { a in linalg.vander(try a.tensor("x"), n: try a.optionalInt("N")) }
  }

  private mutating func addNorms() {
    single("linalg.norm") { a in
      linalg.norm(
        try a.tensor("input"), try a.normOrder("ord"), dim: try a.optionalInts("dim"), keepdim: try a.flag("keepdim"),
        dtype: try a.optionalDType())
    }
    single("linalg.matrix_norm") { a in
      linalg.matrixNorm(
        try a.tensor("input"), try a.normOrder("ord") ?? .frobenius, dim: try a.optionalInts("dim") ?? [-2, -1],
        keepdim: try a.flag("keepdim"), dtype: try a.optionalDType())
    }
    single("linalg.cond") { a in linalg.cond(try a.tensor("input"), try a.normOrder("p")) }
    single("linalg.vecdot", parameters: ["x", "y"]) { a in
      linalg.vecdot(try a.tensor("x"), try a.tensor("y"), dim: try a.optionalInt("dim") ?? -1)
    }
    single("cross", parameters: ["input", "other"]) { a in
      try a.tensor("input").cross(try a.tensor("other"), dim: try a.optionalInt("dim"))
    }
    single("linalg.cross", parameters: ["input", "other"]) { a in
      linalg.cross(try a.tensor("input"), try a.tensor("other"), dim: try a.optionalInt("dim") ?? -1)
    }
    single("cdist", parameters: ["x1", "x2"]) { a in
      try a.tensor("x1").cdist(
        try a.tensor("x2"), p: try a.optionalDouble("p") ?? 2,
        computeMode: try a.optionalString("compute_mode").map { DistanceMode($0) } ?? .useProductIfNecessary)
    }
    single("nn.functional.pdist") { a in try a.tensor("input").pdist(p: try a.optionalDouble("p") ?? 2) }
  }
}

extension Arguments {
  fileprivate func flag(_ name: String) throws(ArgumentError) -> Bool { try optionalBool(name) ?? false }

  /// The one matrix, which older names of a function call `input`.
  fileprivate func matrix() throws(ArgumentError) -> Tensor { try tensor(has("A") ? "A" : "input") }

  /// Which triangle `UPLO` names.
  fileprivate func triangle() throws(ArgumentError) -> linalg.Triangle {
    guard let letter = try optionalString("UPLO") else { return .lower }
    return linalg.Triangle(letter)
  }

  /// A number as a tensor, beside another argument that is one.
  fileprivate func tolerance(_ name: String) throws(ArgumentError) -> Tensor? {
    if isTensor(name) { return try tensor(name) }
    guard let number = try optionalDouble(name) else { return nil }
    return Tensor.full([], number, dtype: .float64)
  }

  /// The order of a norm: a number or a name; nil for None.
  func normOrder(_ name: String) throws(ArgumentError) -> linalg.NormOrder? {
    if case .string? = optional(name) { return linalg.NormOrder(try string(name)) }
    guard let number = try optionalScalar(name) else { return nil }
    return .number(number)
  }
}
