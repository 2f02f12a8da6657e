import ArgumentParser
import Glibc

/// The command line: `gradbook COMMAND`.
@main
struct Gradbook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradbook", abstract: "A workbook whose every block of code is run.",
    subcommands: [
      Run.self,
      List.self,
      Start.self,
      Check.self,
      Watch.self,
      Hint.self,
      Reset.self,
      Solution.self,
      Grade.self,
      Render.self,
      Verify.self,
      Twins.self,
      Doctor.self,
    ])

  /// The command line, parsed.
  ///
  /// A command that is named first is parsed by itself, where that can be done: the root's parser would look at all commands before, which
  /// takes 4 ms. Whatever does not parse goes to the root's, whose messages name gradbook.
  private static func command() throws -> any ParsableCommand {
    let arguments = CommandLine.arguments.dropFirst()
    if let named = configuration.subcommands.first(where: { "\($0)".lowercased() == arguments.first }),
      let command = try? named.parseAsRoot(Array(arguments.dropFirst()))
    {
      return command
    }
    return try parseAsRoot()
  }

  /// As the parser's own `main`, but that a wrong command line ends with 2, as all that could not be tried (the parser's own is 64).
  static func main() async {
    do {
      var command = try command()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch let code as ExitCode {
      // The parser would put together what it says of an error first, the help of every command among it, which takes 2 ms.
      Glibc.exit(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if !message.isEmpty { writeAll(message + "\n", to: code.isSuccess ? STDOUT_FILENO : STDERR_FILENO) }
      Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
    }
  }
}
