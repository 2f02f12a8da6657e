import Autograd
import NN
import Testing

/// Modules and how PyTorch 2.15 prints them.
private struct PrintedForm: Sendable, CustomTestStringConvertible {
  let text: String
  let make: @Sendable () -> Module

  var testDescription: String { text }

  init(_ text: String, _ make: @escaping @Sendable () -> Module) {
    self.text = text
    self.make = make
  }
}

@Suite("Printed forms of modules")
struct PrintedFormTests {
  @Test("a module prints as PyTorch's", arguments: PrintedForm.all.indices)
  func form(_ place: Int) {
    let form = PrintedForm.all[place]
    #expect("\(form.make())" == form.text)
  }
}

extension PrintedForm {
  static let all: [PrintedForm] = [
    // Those of the golden file module-repr.jsonl.
    PrintedForm("Linear(in_features=3, out_features=4, bias=True)") { Linear(3, 4) },
    PrintedForm("Linear(in_features=3, out_features=4, bias=False)") { Linear(3, 4, bias: false) },
    PrintedForm(
      """
      Sequential(
        (0): Linear(in_features=4, out_features=8, bias=True)
        (1): ReLU()
        (2): Linear(in_features=8, out_features=1, bias=True)
      )
      """
    ) { Sequential(Linear(4, 8), ReLU(), Linear(8, 1)) },
    PrintedForm("Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1), bias=False)") { Conv2d(1, 4, [3, 3], bias: false) },
    PrintedForm("Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))") { Conv2d(3, 8, 3, stride: 2, padding: 1) },
    PrintedForm("BatchNorm2d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)") { BatchNorm2d(4) },
    PrintedForm("Dropout(p=0.2, inplace=False)") { Dropout(0.2) },
    PrintedForm(
      """
      Sequential(
        (0): Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1))
        (1): BatchNorm2d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
        (2): ReLU(inplace=True)
        (3): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
        (4): Flatten(start_dim=1, end_dim=-1)
        (5): Linear(in_features=16, out_features=10, bias=True)
      )
      """
    ) { Sequential(Conv2d(1, 4, 3), BatchNorm2d(4), ReLU(inplace: true), MaxPool2d(2), Flatten(), Linear(16, 10)) },
    PrintedForm("ModuleList(\n  (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)\n)") {
      ModuleList((0..<3).map { _ in Linear(2, 2) })
    },
    PrintedForm(
      """
      ParameterList(
          (0): Parameter containing: [torch.float32 of size 2x3]
          (1): Parameter containing: [torch.float32 of size 4]
      )
      """
    ) { ParameterList([Parameter(Tensor.zeros(2, 3)), Parameter(Tensor.zeros(4))]) },
    PrintedForm("LayerNorm((5,), eps=1e-05, elementwise_affine=True, bias=True)") { LayerNorm(5) },
    PrintedForm("Embedding(10, 3)") { Embedding(10, 3) },
    PrintedForm("LSTM(3, 4, num_layers=2, batch_first=True)") { LSTM(3, 4, numLayers: 2, batchFirst: true) },
    PrintedForm(
      "MultiheadAttention(\n  (out_proj): NonDynamicallyQuantizableLinear(in_features=8, out_features=8, bias=True)\n)"
    ) { MultiheadAttention(8, 2) },
    PrintedForm("GELU(approximate='none')") { GELU() },
    PrintedForm("Softmax(dim=1)") { Softmax(dim: 1) },
    // Others, from a run of PyTorch 2.15.
    PrintedForm(
      "Conv2d(2, 4, kernel_size=(3, 3), stride=(1, 1), padding=same, dilation=(2, 2), groups=2, padding_mode=circular)"
    ) { Conv2d(2, 4, 3, padding: .same, dilation: 2, groups: 2, paddingMode: .circular) },
    PrintedForm("ConvTranspose2d(2, 4, kernel_size=(3, 3), stride=(2, 2), output_padding=(1, 1))") {
      ConvTranspose2d(2, 4, 3, stride: 2, outputPadding: 1)
    },
    PrintedForm("AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))") { AvgPool1d(2) },
    PrintedForm("AdaptiveAvgPool2d(output_size=(3, None))") { AdaptiveAvgPool2d([3, nil]) },
    PrintedForm("LPPool1d(norm_type=1.5, kernel_size=(3,), stride=2, ceil_mode=False)") { LPPool1d(1.5, [3], stride: 2) },
    PrintedForm("ConstantPad2d(padding=(1, 1, 1, 1), value=3)") { ConstantPad2d(1, 3) },
    PrintedForm("ConstantPad1d(padding=(1, 1), value=3.5)") { ConstantPad1d(1, 3.5) },
    PrintedForm("Softplus(beta=2, threshold=-100)") { Softplus(beta: 2, threshold: -100) },
    PrintedForm("Hardtanh(min_val=0, max_val=1, inplace=True)") { Hardtanh(0, 1, inplace: true) },
    PrintedForm("RReLU(lower=0.125, upper=0.3333333333333333)") { RReLU() },
    PrintedForm("EmbeddingBag(10, 3, max_norm=1.0, norm_type=3, scale_grad_by_freq=True, mode='sum', padding_idx=2)") {
      EmbeddingBag(10, 3, maxNorm: 1.0, normType: 3, scaleGradByFreq: true, mode: .sum, paddingIdx: 2)
    },
    PrintedForm("RNNCell(3, 4, bias=False, nonlinearity=relu)") { RNNCell(3, 4, bias: false, nonlinearity: .relu) },
    PrintedForm("LSTM(3, 4, proj_size=2, num_layers=2, bias=False, batch_first=True, dropout=0.5, bidirectional=True)") {
      LSTM(3, 4, numLayers: 2, bias: false, batchFirst: true, dropout: 0.5, bidirectional: true, projSize: 2)
    },
    PrintedForm("Softmax(dim=None)") { Softmax() },
    PrintedForm("LogSoftmax(dim=None)") { LogSoftmax() },
    PrintedForm("Softmin(dim=None)") { Softmin() },
    PrintedForm("SyncBatchNorm(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)") { SyncBatchNorm(3) },
    PrintedForm(
      """
      Sequential(
        (0): Linear(in_features=2, out_features=2, bias=True)
        (1): SyncBatchNorm(2, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
      )
      """
    ) { SyncBatchNorm.convertSyncBatchnorm(Sequential(Linear(2, 2), BatchNorm1d(2))) },
    PrintedForm(
      """
      AdaptiveLogSoftmaxWithLoss(
        (head): Linear(in_features=4, out_features=3, bias=True)
        (tail): ModuleList(
          (0): Sequential(
            (0): Linear(in_features=4, out_features=1, bias=False)
            (1): Linear(in_features=1, out_features=8, bias=False)
          )
        )
      )
      """
    ) { AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs: [2], headBias: true) },
    PrintedForm(
      """
      LinearCrossEntropyLoss(
        in_features=3, num_classes=4, out_features=(2,), bias=True, reduction=sum, ignore_index=1, label_smoothing=0.1, options=None
        (linear): Linear(in_features=3, out_features=8, bias=True)
      )
      """
    ) { LinearCrossEntropyLoss(3, 4, outFeatures: [2], bias: true, reduction: .sum, ignoreIndex: 1, labelSmoothing: 0.1) },
    PrintedForm(
      """
      ParametrizedLinear(
        in_features=3, out_features=2, bias=True
        (parametrizations): ModuleDict(
          (weight): ParametrizationList(
            (0): _SpectralNorm()
          )
        )
      )
      """
    ) { parametrizations.spectralNorm(Linear(3, 2)) },
    PrintedForm("Upsample(scale_factor=(2.0, 3.5), mode='nearest')") { Upsample(scaleFactor: [2, 3.5]) },
    PrintedForm("TripletMarginWithDistanceLoss(\n  (distance_function): PairwiseDistance()\n)") { TripletMarginWithDistanceLoss() },
    PrintedForm("LazyConv2d(0, 3, kernel_size=(2, 2), stride=(1, 1))") { LazyConv2d(3, 2) },
    PrintedForm(
      """
      ParameterDict(
          (a): Parameter containing: [torch.FloatTensor of size 2x3]
          (b): Parameter containing: [torch.FloatTensor of size ]
      )
      """
    ) { ["a": Parameter(Tensor.zeros(2, 3)), "b": Parameter(0.0)] as ParameterDict },
    PrintedForm(
      """
      Sequential(
        (0): ModuleList(
          (0-1): 2 x Sequential(
            (0): ReLU()
            (1): Tanh()
          )
        )
      )
      """
    ) { Sequential(ModuleList((0..<2).map { _ in Sequential(ReLU(), Tanh()) })) },
  ]
}
