import ArgumentParser

/// The command line: `gradbook COMMAND`.
@main
struct Gradbook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradbook", abstract: "A workbook whose every block of code is run.", subcommands: [Run.self])
}
