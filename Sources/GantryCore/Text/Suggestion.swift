/// The candidate nearest to a mistyped word, for "did you mean"; nil where none is near.
///
/// Distance counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment);
/// near is at most a third of the word's length, and at least one, or a candidate that begins with the word.
public func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
    // A whole line may stand where a word is wanted; it is not even taken apart.
    guard word.utf8.count <= 512 else { return nil }
    let wanted = Array(word.lowercased())
    guard wanted.count <= 64 else { return nil }
    let limit = max(1, wanted.count / 3)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
        let distance = alignmentDistance(wanted, Array(candidate.lowercased()))
        let near = distance <= limit || (wanted.count >= 3 && candidate.lowercased().hasPrefix(word.lowercased()))
        if near, distance < (best?.distance ?? .max) { best = (distance, candidate) }
    }
    return best?.candidate
}

private func alignmentDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: right.count + 1)
    var previous = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1] + [Int](repeating: 0, count: right.count)
        for column in 0..<right.count {
            let cost = left[row] == right[column] ? 0 : 1
            var best = min(previous[column + 1] + 1, current[column] + 1, previous[column] + cost)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforePrevious[column - 1] + 1)
            }
            current[column + 1] = best
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
