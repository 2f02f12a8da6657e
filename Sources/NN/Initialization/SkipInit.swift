import Autograd

/// A module whose parameters are not initialised, and for which nothing is drawn: PyTorch's `torch.nn.utils.skip_init`. For a module whose
/// values are loaded right after.
///
///     let layer = skipInit { Linear(10_000, 10_000, device: $0) }
///
/// - Parameters:
///   - device: Where the parameters are to be; their values are unspecified.
///   - make: Makes the module on the device that it is given, which is `.meta`.
public func skipInit<Made: Module>(device: Device = .cpu, _ make: (_ device: Device) -> Made) -> Made {
  make(.meta).toEmpty(device: device)
}
