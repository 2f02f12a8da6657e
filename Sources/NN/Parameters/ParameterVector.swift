import Autograd

/// The elements of all parameters in one vector, one after the other: PyTorch's `torch.nn.utils.parameters_to_vector`. It is recorded.
///
/// - Parameter parameters: In which order.
public func parametersToVector(_ parameters: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
  Tensor.cat(parameters.map { $0.view([-1], file: file, line: line) }, file: file, line: line)
}

/// Gives parameters the elements of a vector as their data, unrecorded: PyTorch's `torch.nn.utils.vector_to_parameters`. They share its
/// memory from then on.
///
/// - Parameters:
///   - vector: As `parametersToVector` made it; what is left over is not looked at.
///   - parameters: In which order.
public func vectorToParameters(_ vector: Tensor, _ parameters: [Tensor], file: StaticString = #filePath, line: UInt = #line) {
  var first = 0
  for parameter in parameters {
    let count = parameter.numel
    parameter.data = vector.detach().narrow(0, first, count, file: file, line: line).view(parameter.shape)
    first += count
  }
}
