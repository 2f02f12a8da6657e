/// The commands that stand for one sign.
enum MathSymbol {
  /// A letter or a constant: set like a variable.
  case identifier(String)
  case mathOperator(String)
  /// A sum and its kin, and functions such as max: what is below and above stands under and over it in a display.
  case withLimits(String)
  /// A function's name.
  case function(String)
  /// A bracket, which stretches only where `\left` or `\right` says so.
  case fence(String)
  /// A width in em.
  case space(String)

  static let all: [String: MathSymbol] = {
    var all: [String: MathSymbol] = [:]
    for (names, make) in tables {
      for entry in names.split(separator: " ") {
        guard let colon = entry.firstIndex(of: "=") else { continue }
        all[String(entry[..<colon])] = make(String(entry[entry.index(after: colon)...]))
      }
    }
    all[" "] = .space("0.25em")
    return all
  }()

  /// The Greek letters, the constants, the operators and so on, `name=sign` each.
  private static let tables: [(String, @Sendable (String) -> MathSymbol)] = [
    (
      """
      alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ \
      pi=π rho=ρ sigma=σ tau=τ upsilon=υ phi=ϕ varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ \
      Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω partial=∂ nabla=∇ infty=∞ ell=ℓ hbar=ℏ emptyset=∅ top=⊤ bot=⊥ Re=ℜ Im=ℑ
      """, { .identifier($0) }
    ),
    (
      """
      cdot=⋅ times=× div=÷ pm=± mp=∓ ast=∗ star=⋆ circ=∘ odot=⊙ oplus=⊕ otimes=⊗ le=≤ leq=≤ ge=≥ geq=≥ ne=≠ neq=≠ approx=≈ equiv=≡ \
      sim=∼ propto=∝ ll=≪ gg=≫ in=∈ notin=∉ ni=∋ subset=⊂ subseteq=⊆ supset=⊃ cup=∪ cap=∩ setminus=∖ to=→ rightarrow=→ leftarrow=← \
      leftrightarrow=↔ Rightarrow=⇒ Leftarrow=⇐ Leftrightarrow=⇔ iff=⇔ implies=⇒ mapsto=↦ gets=← forall=∀ exists=∃ neg=¬ land=∧ lor=∨ \
      mid=∣ parallel=∥ perp=⊥ ldots=… dots=… cdots=⋯ vdots=⋮ ddots=⋱ prime=′ colon=: int=∫ oint=∮ %=% $=$ #=# &=& _=_
      """, { .mathOperator($0) }
    ),
    (
      "sum=∑ prod=∏ bigcup=⋃ bigcap=⋂ max=max min=min sup=sup inf=inf lim=lim argmax=argmax argmin=argmin det=det",
      { .withLimits($0) }
    ),
    (
      """
      exp=exp log=log ln=ln sin=sin cos=cos tan=tan sinh=sinh cosh=cosh tanh=tanh arcsin=arcsin arccos=arccos arctan=arctan arg=arg dim=dim \
      ker=ker rank=rank diag=diag tr=tr sign=sign
      """, { .function($0) }
    ),
    (
      "{={ }=} |=‖ lVert=‖ rVert=‖ Vert=‖ lvert=| rvert=| vert=| langle=⟨ rangle=⟩ lfloor=⌊ rfloor=⌋ lceil=⌈ rceil=⌉ lbrace={ rbrace=}",
      { .fence($0) }
    ),
    (",=0.1667em :=0.2222em ;=0.2778em !=-0.1667em quad=1em qquad=2em", { .space($0) }),
  ]

  /// Signs set above what they stand for.
  static let accents: [String: String] = [
    "hat": "^", "widehat": "^", "bar": "¯", "overline": "¯", "tilde": "~", "widetilde": "~", "vec": "→", "dot": "˙", "ddot": "¨",
  ]

  /// Letters in another style: as the signs of their own that Unicode has for them.
  static func styled(_ letter: Character, style: String) -> String? {
    guard let value = letter.asciiValue else { return nil }
    let isCapital = (65...90).contains(value)
    let isSmall = (97...122).contains(value)
    let isDigit = (48...57).contains(value)
    func sign(_ capital: UInt32, _ small: UInt32?, _ digit: UInt32?) -> String? {
      let base: UInt32? = isCapital ? capital - 65 : isSmall ? small.map { $0 - 97 } : isDigit ? digit.map { $0 - 48 } : nil
      return base.flatMap { Unicode.Scalar($0 + UInt32(value)) }.map { String(Character($0)) }
    }
    switch style {
    case "mathbf", "boldsymbol", "bm": return sign(0x1D400, 0x1D41A, 0x1D7CE)
    case "mathbb": return ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"][letter] ?? sign(0x1D538, 0x1D552, 0x1D7D8)
    case "mathcal":
      let known: [Character: String] = [
        "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ", "g": "ℊ", "o": "ℴ",
      ]
      return known[letter] ?? sign(0x1D49C, 0x1D4B6, nil)
    default: return nil
    }
  }
}
