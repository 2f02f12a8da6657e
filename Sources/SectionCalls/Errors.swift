import CSection

// What a section calls when an error leaves a block. It hands over the error itself: to turn it into text in the section's own code
// takes the compiler 70 million of the 470 million instructions that a small section costs it (callgrind).

/// An error left a block that promised none; ends the process.
@_silgen_name("gradbook_threw")
public func threw(_ error: any Error) -> Never { gradbook_threw_text("\(error)") }

/// A block that promised it has thrown.
@_silgen_name("gradbook_caught")
public func caught(_ error: any Error) { gradbook_caught_text("\(error)") }

/// The child of a block that was to trap threw instead; ends the process.
@_silgen_name("gradbook_fork_threw")
public func forkThrew(_ error: any Error) -> Never { gradbook_fork_threw_text("\(error)") }
