import Autograd
import NN
import Testing

/// A mistake in a program, and PyTorch's words for it, as in the reference `module-behaviour.txt`.
private struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let make: @Sendable () -> Void

  init(_ name: String, _ text: String, _ make: @escaping @Sendable () -> Void) {
    testDescription = name
    self.text = text
    self.make = make
  }

  static func named(_ name: String) -> Mistake { all.first { $0.testDescription == name }! }

  private final class Holder: Module {
    var w: Tensor = Parameter([1.0])
    var rm: Tensor = Buffer([1.0])
  }

  static let all: [Mistake] = [
    Mistake("a plain tensor over a parameter", "cannot assign 'torch.FloatTensor' as parameter 'w' (torch.nn.Parameter or None expected)") {
      let module = Holder()
      _ = module.parameters()
      module.w = Tensor([2.0])
      _ = module.stateDict()
    },
    Mistake("a plain tensor over a buffer", "cannot assign 'torch.FloatTensor' as buffer 'rm' (torch.nn.Buffer or None expected)") {
      let module = Holder()
      _ = module.buffers()
      module.rm = Tensor([2.0])
      _ = module.stateDict()
    },
    Mistake("a buffer under a module's name", "attribute 'fc' already exists") { Mixed().registerBuffer("fc", Tensor([1.0])) },
    Mistake("a dot in a buffer's name", "buffer name can't contain \".\"") { Module().registerBuffer("a.b", Tensor([1.0])) },
    Mistake("an empty buffer name", "buffer name can't be empty string \"\"") { Module().registerBuffer("", Tensor([1.0])) },
    Mistake("a dot in a parameter's name", "parameter name can't contain \".\"") { Module().registerParameter("a.b", nil) },
    Mistake("no forward", "Module [Module] is missing the required \"forward\" function") { _ = Module()(Tensor([1.0])) },
    Mistake("an integer parameter", "Only Tensors of floating point and complex dtype can require gradients") { _ = Parameter([1]) },
    Mistake(
      "an integer module", "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.int64"
    ) { Linear(1, 1).to(.int64) },
    Mistake("an input of another size", "mat1 and mat2 shapes cannot be multiplied (2x4 and 3x2)") {
      _ = Linear(3, 2)(Tensor.ones(2, 4))
    },
    Mistake("channels that the filters don't have", "expected input[1, 2, 5, 5] to have 3 channels, but got 2 channels instead") {
      _ = Conv2d(3, 4, 3)(Tensor.ones(1, 2, 5, 5))
    },
    Mistake("dimensions that batch normalisation doesn't take", "expected 4D input (got 2D input)") {
      _ = BatchNorm2d(3)(Tensor.ones(2, 3))
    },
    Mistake("a submodule without a name", "Cannot set the submodule without a target name!") { Sequential().setSubmodule("", ReLU()) },
    Mistake("a path that leads nowhere", "Sequential has no attribute `x`") {
      Sequential(Sequential(ReLU())).setSubmodule("0.x.y", ReLU())
    },
    Mistake("a new name where none may be new", "Sequential has no attribute `1`") {
      Sequential(ReLU()).setSubmodule("1", ReLU(), strict: true)
    },
    Mistake("a submodule that is a property", "'fc' is a stored property of M: assign the module to it") {
      Mixed().setSubmodule("fc", Linear(1, 1))
    },
    Mistake("a parametrization that can't be inverted", "parametrization Twice does not implement right_inverse.") {
      final class Twice: Module {
        override func forward(_ input: Tensor) -> Tensor { input * 2 }
      }
      let layer = parametrize.registerParametrization(Linear(1, 1), "weight", Twice())
      layer.weight = Parameter([[1.0]])
      _ = layer.parameters()
    },
    Mistake("fusion in training", "Fusion only for eval!") { _ = fuseConvBnEval(Conv2d(1, 1, 1), BatchNorm2d(1).eval()) },
    Mistake(
      "a normalisation of other channels",
      "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got linear.out_features=3 and bn.num_features=2"
    ) { _ = fuseLinearBnEval(Linear(2, 3).eval(), BatchNorm1d(2).eval()) },
    Mistake("pruning more than there is", "amount=7 should be smaller than the number of parameters to prune=6") {
      prune.l1Unstructured(Linear(3, 2), "weight", amount: 7)
    },
    Mistake("a share of more than all", "amount=1.5 should either be a float in the range [0, 1] or a non-negative integer") {
      prune.l1Unstructured(Linear(3, 2), "weight", amount: 1.5)
    },
    Mistake("pruning what is not there", "'Linear' object has no attribute 'nope'") {
      prune.l1Unstructured(Linear(3, 2), "nope", amount: 1)
    },
    Mistake(
      "slices of a vector",
      "Structured pruning can only be applied to multidimensional tensors. Found tensor of shape torch.Size([2]) with 1 dims"
    ) { prune.lnStructured(Linear(3, 2), "bias", amount: 1, n: 2, dim: 0) },
    Mistake("slices along no dimension", "Invalid index 5 for tensor of size torch.Size([2, 3])") {
      prune.lnStructured(Linear(3, 2), "weight", amount: 1, n: 2, dim: 5)
    },
    Mistake("a mask of another shape", "default_mask shape torch.Size([2, 3]) must match self.mask shape torch.Size([2, 2])") {
      prune.customFromMask(Linear(3, 2), "weight", mask: Tensor.ones(2, 2))
    },
    Mistake(
      "removing what is not pruned",
      "Parameter 'weight' of module Linear(in_features=3, out_features=2, bias=True) has to be pruned before pruning can be removed"
    ) { prune.remove(Linear(3, 2), "weight") },
    Mistake("a place beyond a list's end", "index 3 is out of range") { _ = ModuleList(ReLU())[3] },
    Mistake("packing what is not sorted", "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass ")
    {
      _ = packSequence([Tensor([1]), Tensor([3, 4])])
    },
    Mistake("packing a sequence of no length", "Length of all samples has to be greater than 0, but found an element in 'lengths' that is")
    {
      _ = packPaddedSequence(Tensor.zeros(3, 2), lengths: [2, 0])
    },
    Mistake("packing with too few lengths", "Expected `len(lengths)` to be equal to batch_size, but got 1 (batch_size=2)") {
      _ = packPaddedSequence(Tensor.zeros(3, 2), lengths: [2])
    },
    Mistake("packing nothing", "Cannot pack empty tensors.") { _ = packPaddedSequence(Tensor.zeros(3, 0), lengths: [Int]()) },
    Mistake("lengths in two dimensions", "'lengths' argument should be a 1D CPU int64 tensor, but got 2D cpu Long tensor") {
      _ = packPaddedSequence(Tensor.zeros(3, 2), lengths: Tensor([[2, 1]]))
    },
    Mistake(
      "padding to less than the longest",
      "Expected total_length to be at least the length of the longest sequence in input, but got total_length=1 and max sequence length "
        + "being 2"
    ) { _ = padPackedSequence(packSequence([Tensor([1, 2])]), totalLength: 1) },
    Mistake("padding nothing", "received an empty list of sequences") { _ = padSequence([]) },
    Mistake("padding above", "Expected padding_side to be one of left or right, but got up.") { _ = PaddingSide("up") },
    Mistake("sequences of no length", "Expected sequence length to be larger than 0 in RNN") { _ = GRU(4, 3)(Tensor.zeros(0, 2, 4)) },
    Mistake("a first state of another size for packed sequences", "Expected hidden size (1, 1, 3), got [1, 2, 3]") {
      _ = GRU(4, 3)(packSequence([Tensor.zeros(2, 4)]), Tensor.zeros(1, 2, 3))
    },
    Mistake("no cutoffs", "cutoffs should be a sequence of length larger than 0") { _ = AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs: []) },
    Mistake(
      "cutoffs that fall",
      "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 and n_classes-1"
    ) { _ = AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs: [5, 2]) },
    Mistake("a class that an adaptive softmax has not", "Target values should be in [0, 9], but values in range [0, 12] were found. ") {
      _ = AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs: [2])(Tensor.zeros(2, 4), Tensor([0, 12])) as (output: Tensor, loss: Tensor)
    },
    Mistake("a single class for two inputs", "0D target tensor expects 1D input tensors, but found inputs with size torch.Size([2, 4])") {
      _ = AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs: [2])(Tensor.zeros(2, 4), Tensor(1)) as (output: Tensor, loss: Tensor)
    },
    Mistake("weights for other classes", "expected weight shape to be (4,), got (3,)") {
      _ = LinearCrossEntropyLoss(3, 4, weight: Tensor.ones(3))
    },
    Mistake("ignoring a class among shares", "ignore_index cannot be specified when target contains probabilities") {
      _ = LinearCrossEntropyLoss(3, 4, ignoreIndex: 1)(Tensor.ones(2, 3), Tensor.ones(2, 4))
    },
    Mistake(
      "a loss in several dimensions without a batch",
      "K-dimensional loss defined by linear_weight shape (4, 2, 3) requires batched input, (N, 3), got unbatched input with shape (3,)"
    ) { _ = LinearCrossEntropyLoss(3, 4, outFeatures: [2])(Tensor.ones(3), Tensor([1, 2])) },
    Mistake("a vector for SyncBatchNorm", "expected at least 2D input (got 1D input)") { _ = SyncBatchNorm(3)(Tensor.ones(3)) },
    Mistake("no channels for SyncBatchNorm", "SyncBatchNorm number of input channels should be non-zero") {
      _ = SyncBatchNorm(3)(Tensor.ones(4, 0, 2))
    },
    Mistake("a spectral norm along a dimension too many", "Dimension out of range (expected to be in range of [-2, 1] but got 3)") {
      parametrizations.spectralNorm(Linear(3, 2), dim: 3)
    },
    Mistake("no step of the power method", "Expected n_power_iterations to be positive, but got n_power_iterations=0") {
      parametrizations.spectralNorm(Linear(3, 2), nPowerIterations: 0)
    },
    Mistake("a spectral norm of no weight", "Module 'ReLU()' has no parameter or buffer with name 'weight'") {
      parametrizations.spectralNorm(ReLU())
    },
    Mistake("an orthogonal vector", "Expected a matrix or batch of matrices. Got a tensor of 1 dimensions.") {
      parametrizations.orthogonal(LayerNorm(3))
    },
    Mistake(
      "an unknown orthogonal map", "orthogonal_map has to be one of \"matrix_exp\", \"cayley\", \"householder\". Got: foo"
    ) { _ = OrthogonalMap("foo") },
    Mistake("an unknown nonlinearity", "Unsupported nonlinearity swish") { _ = Init.Nonlinearity("swish") },
  ]
}

@Suite("Mistakes with modules")
struct ModuleMistakeTests {
  @Test("a mistake ends the program with PyTorch's words", arguments: Mistake.all.map(\.testDescription))
  func text(_ name: String) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [name = name as String] in
      Mistake.named(name).make()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains(Mistake.named(name).text), "\(error)")
  }

  @Test("a softmax without a dimension chooses one, and says that it should be named")
  func implicitDimension() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      precondition(Softmax()(Tensor.zeros(2, 4)).floats[0] == 0.25)
      precondition(LogSoftmax()(Tensor.zeros(2, 1, 1)).exp().floats[0] == 0.5)
      precondition(Softmin()(Tensor(1.0)).floats == [1])
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for name in ["softmax", "log_softmax", "softmin"] {
      #expect(
        error.contains(
          "ModuleMistakeTests.swift:")
          && error.contains(
            "UserWarning: Implicit dimension choice for \(name) has been deprecated. Change the call to include dim=X as an argument."),
        "\(error)")
    }
  }

  @Test("what an operator refuses in a layer is said to be where the program called the layer")
  func place() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { callWrongly() }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("ModuleMistakeTests.swift:\(lineOfCallWrongly): Fatal error: "), "\(error)")
  }
}

// Outside of the tests, because the body of an exit test is moved to another line.
private let lineOfCallWrongly = #line + 1
private func callWrongly() { _ = Sequential(ReLU(), Linear(3, 2))(Tensor.ones(2, 4)) }
