import Autograd

/// Advanced indexing, gathering and scattering.
extension Adapter {
  mutating func addScattering() {}
}
