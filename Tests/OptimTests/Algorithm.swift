import Autograd
import Optim
import Testing

/// An optimizer, and the parameter after ten steps with it in PyTorch 2.15:
///
///     p = torch.tensor([((i * 5) % 7 - 3) / 4 for i in range(6)]).reshape(2, 3).requires_grad_()
///     for t in range(10):
///       p.grad = torch.tensor([((i * 7 + t * 3) % 11 - 5) / 8 for i in range(6)]).reshape(2, 3)
///       optimizer.step()
struct Algorithm: Sendable, CustomTestStringConvertible {
  let name: String
  let values: [Float]
  let make: @Sendable ([Tensor]) -> Optimizer

  var testDescription: String { name }

  init(_ name: String, _ values: [Float], _ make: @escaping @Sendable ([Tensor]) -> Optimizer) {
    self.name = name
    self.values = values
    self.make = make
  }

  static func parameter() -> Tensor {
    Tensor((0..<6).map { Float(($0 * 5) % 7 - 3) / 4 }).view(2, 3).clone().requiresGrad_()
  }

  static func takeSteps(_ optimizer: Optimizer, _ parameter: Tensor, _ steps: Range<Int>) {
    for t in steps {
      parameter.grad = Tensor((0..<6).map { Float(($0 * 7 + t * 3) % 11 - 5) / 8 }).view(2, 3)
      optimizer.step()
    }
  }

  static let all: [Algorithm] = [
    Algorithm("SGD with lr: 0.1", [-0.712499976, 0.487500012, -0.0625, -0.474999964, 0.725000024, 0.3125]) { SGD($0, lr: 0.1) },
    Algorithm(
      "SGD with lr: 0.1, momentum: 0.9, dampening: 0.5, weightDecay: 0.01",
      [-0.36737743, 0.286371261, 0.0145114083, -0.713412702, 0.547331333, 0.556419432]
    ) { SGD($0, lr: 0.1, momentum: 0.9, dampening: 0.5, weightDecay: 0.01) },
    Algorithm(
      "SGD with lr: 0.1, momentum: 0.9, weightDecay: 0.01, nesterov: true, maximize: true",
      [-1.03876591, 0.701575279, 0.181606933, -0.462281436, 0.996193349, -0.163351774]
    ) { SGD($0, lr: 0.1, momentum: 0.9, weightDecay: 0.01, nesterov: true, maximize: true) },
    Algorithm("Adam", [-0.746837437, 0.497081161, 0.000323620508, -0.501251101, 0.747029483, 0.253380716]) { Adam($0) },
    Algorithm(
      "Adam with lr: 0.1, betas: (0.4, 0.7), weightDecay: 0.1, amsgrad: true, maximize: true",
      [-0.702268064, 0.529177487, 0.0735492557, -0.430305839, 0.808950007, 0.0349022597]
    ) { Adam($0, lr: 0.1, betas: (0.4, 0.7), weightDecay: 0.1, amsgrad: true, maximize: true) },
    Algorithm(
      "Adam with lr: 0.1, weightDecay: 0.1, decoupledWeightDecay: true",
      [-0.384567857, 0.181838423, 0.0246536676, -0.565269291, 0.39993763, 0.544238627]
    ) { Adam($0, lr: 0.1, weightDecay: 0.1, decoupledWeightDecay: true) },
    Algorithm("AdamW with lr: 0.1", [-0.428603292, 0.205359429, 0.0315597504, -0.618886411, 0.447405785, 0.583536804]) {
      AdamW($0, lr: 0.1)
    },
    Algorithm("AdamW with lr: 0.1, amsgrad: true", [-0.428604245, 0.205372617, 0.0315640569, -0.61887908, 0.447412789, 0.583503544]) {
      AdamW($0, lr: 0.1, amsgrad: true)
    },
    Algorithm(
      "ASGD with lr: 0.1, lambd: 0.1, t0: 3, weightDecay: 0.1",
      [-0.587233365, 0.403844297, -0.0577434115, -0.38603285, 0.597639978, 0.258848071]
    ) { ASGD($0, lr: 0.1, lambd: 0.1, t0: 3, weightDecay: 0.1) },
    Algorithm(
      "Adadelta with rho: 0.8, weightDecay: 0.1", [-0.745838463, 0.496749163, -0.00377163664, -0.496314943, 0.743860185, 0.251739144]
    ) { Adadelta($0, rho: 0.8, weightDecay: 0.1) },
    Algorithm(
      "Adagrad with lr: 0.1, lrDecay: 0.1, weightDecay: 0.1, initialAccumulatorValue: 0.1",
      [-0.63398242, 0.386000931, -0.0251310766, -0.494580686, 0.619937897, 0.307114601]
    ) { Adagrad($0, lr: 0.1, lrDecay: 0.1, weightDecay: 0.1, initialAccumulatorValue: 0.1) },
    Algorithm("Adamax with lr: 0.1, weightDecay: 0.1", [-0.439691603, 0.226946384, 0.051427152, -0.544373155, 0.441985875, 0.449376047]) {
      Adamax($0, lr: 0.1, weightDecay: 0.1)
    },
    Algorithm(
      "Adafactor with lr: 0.1, weightDecay: 0.1", [-0.659876823, 0.377611309, -0.0899621844, -0.407608092, 0.620708168, 0.299287975]
    ) { Adafactor($0, lr: 0.1, weightDecay: 0.1) },
    Algorithm("Muon with lr: 0.1", [-0.463566422, 0.29157421, -0.298168778, -0.515218318, 0.581838191, 0.578129709]) { Muon($0, lr: 0.1) },
    Algorithm(
      "Muon with lr: 0.1, nesterov: false, adjustLRFn: .matchRMSAdamW",
      [-0.547442019, 0.348474979, -0.0878000855, -0.493855447, 0.561543584, 0.369919181]
    ) { Muon($0, lr: 0.1, nesterov: false, adjustLRFn: .matchRMSAdamW) },
    Algorithm("NAdam with lr: 0.1, weightDecay: 0.1", [-0.562211215, 0.32284373, -0.089460209, -0.420375764, 0.485861599, 0.341913015]) {
      NAdam($0, lr: 0.1, weightDecay: 0.1)
    },
    Algorithm(
      "NAdam with lr: 0.1, weightDecay: 0.1, decoupledWeightDecay: true",
      [-0.590584993, 0.335404307, -0.0873950124, -0.447886825, 0.50793004, 0.371329963]
    ) { NAdam($0, lr: 0.1, weightDecay: 0.1, decoupledWeightDecay: true) },
    Algorithm("RAdam with lr: 0.1, weightDecay: 0.1", [-0.569746375, 0.363872886, 0.0210885704, -0.559662282, 0.658811986, 0.325492233]) {
      RAdam($0, lr: 0.1, weightDecay: 0.1)
    },
    Algorithm(
      "RAdam with lr: 0.1, weightDecay: 0.1, decoupledWeightDecay: true",
      [-0.546159446, 0.349078774, 0.0198675394, -0.533792973, 0.630155325, 0.310486943]
    ) { RAdam($0, lr: 0.1, weightDecay: 0.1, decoupledWeightDecay: true) },
    Algorithm(
      "RMSprop with lr: 0.1, weightDecay: 0.1, momentum: 0.9, centered: true",
      [0.12170998, -0.918243289, -1.83473861, 1.2311312, -1.98145604, 0.270653039]
    ) { RMSprop($0, lr: 0.1, weightDecay: 0.1, momentum: 0.9, centered: true) },
    Algorithm("RMSprop", [-0.673995137, 0.379743367, -0.0413354747, -0.514806509, 0.59494251, 0.35412699]) { RMSprop($0) },
    Algorithm("Rprop with lr: 0.1", [-0.574999928, 0.234999999, 0.0562499985, -0.631250024, 0.544999957, 0.287499994]) {
      Rprop($0, lr: 0.1)
    },
  ]
}
