/// Whether `text` is the pieces in their order, with anything, or nothing, in each gap between two of them.
///
/// A piece is put at the first place where it fits: since it always takes as much as it is long, a later place never fits more.
/// - Parameters:
///   - pieces: one more than there are gaps; a piece may be empty.
///   - agrees: whether an item of a piece stands for an item of the text.
/// - Complexity: O(*n*·*m*) at worst for *n* items of text and *m* of the longest piece; close to linear in practice.
func matches<Item, TextItem>(
  pieces: [ArraySlice<Item>], text: ArraySlice<TextItem>, agrees: (Item, TextItem) -> Bool
) -> Bool {
  func fits(_ piece: ArraySlice<Item>, at start: Int) -> Bool {
    var place = start
    for item in piece {
      guard agrees(item, text[place]) else { return false }
      place += 1
    }
    return true
  }

  guard let first = pieces.first, let last = pieces.last else { return text.isEmpty }
  if pieces.count == 1 { return first.count == text.count && fits(first, at: text.startIndex) }
  guard first.count + last.count <= text.count, fits(first, at: text.startIndex), fits(last, at: text.endIndex - last.count) else {
    return false
  }
  var place = text.startIndex + first.count
  let end = text.endIndex - last.count
  for piece in pieces[1..<(pieces.count - 1)] {
    while place + piece.count <= end, !fits(piece, at: place) { place += 1 }
    guard place + piece.count <= end else { return false }
    place += piece.count
  }
  return true
}
