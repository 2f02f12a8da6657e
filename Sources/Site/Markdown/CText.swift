import Glibc

/// How many bytes a C string has.
func stringLength(_ text: UnsafePointer<CChar>) -> Int { strlen(text) }
