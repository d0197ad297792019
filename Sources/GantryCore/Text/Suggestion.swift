/// The candidate nearest to a mistyped word, for "did you mean"; nil where none is near.
///
/// Distance counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment);
/// near is at most a third of the word's length, and at least one, or a candidate that begins with the word.
///
/// Takes time for each candidate: whoever reads a file asks only while its mistakes are still told one by one.
public func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
    // A whole line may stand where a word is wanted; it is not even taken apart.
    guard word.utf8.count <= 512 else { return nil }
    let lowered = word.lowercased()
    let wanted = Array(lowered)
    guard wanted.count <= 64 else { return nil }
    let limit = max(1, wanted.count / 3)
    let bytes = lowered.asciiBytes
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
        // Most candidates are too short or too long, which their bytes tell without looking at them.
        if let bytes, let others = candidate.asciiBytes {
            let begins = wanted.count >= 3 && others.count >= bytes.count && others.lowercasedStarts(with: bytes)
            guard begins || abs(others.count - bytes.count) <= min(limit, (best?.distance ?? .max) - 1) else {
                continue
            }
            let distance = alignmentDistance(bytes, others.map(\.lowercasedLetter))
            if distance <= limit || begins, distance < (best?.distance ?? .max) { best = (distance, candidate) }
            continue
        }
        let other = candidate.lowercased()
        let distance = alignmentDistance(wanted, Array(other))
        let near = distance <= limit || (wanted.count >= 3 && other.hasPrefix(lowered))
        if near, distance < (best?.distance ?? .max) { best = (distance, candidate) }
    }
    return best?.candidate
}

private func alignmentDistance<Letter: Equatable>(_ left: [Letter], _ right: [Letter]) -> Int {
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

extension String {
    /// Its bytes; nil where it is not all ASCII.
    fileprivate var asciiBytes: [UInt8]? {
        let bytes = Array(utf8)
        return bytes.allSatisfy { $0 < 0x80 } ? bytes : nil
    }
}

extension [UInt8] {
    fileprivate func lowercasedStarts(with prefix: [UInt8]) -> Bool {
        zip(self, prefix).allSatisfy { $0.lowercasedLetter == $1 }
    }
}

extension UInt8 {
    fileprivate var lowercasedLetter: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
