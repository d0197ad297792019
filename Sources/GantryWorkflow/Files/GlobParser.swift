/// Reads a pattern: first braces into plain alternatives, then each of them into parts.
struct GlobParser {
    /// A scalar of the pattern with its place, and whether a `\` before it takes its meaning away.
    private struct Piece {
        let scalar: Unicode.Scalar
        let offset: Int
        let isEscaped: Bool

        func isMark(_ mark: Unicode.Scalar) -> Bool { scalar == mark && !isEscaped }
    }

    private static let depthLimit = 8
    private static let lengthLimit = 1000
    private let pattern: String

    init(_ pattern: String) {
        self.pattern = pattern
    }

    func parse() throws(GlobProblem) -> [[Glob.Part]] {
        let pieces = try self.pieces()
        guard !pieces.isEmpty else { throw GlobProblem("the pattern is empty", offset: 0) }
        guard pieces.count <= Self.lengthLimit else {
            throw GlobProblem("the pattern has more than \(Self.lengthLimit) characters", offset: 0)
        }
        var result: [[Glob.Part]] = []
        for alternative in try expand(pieces[...], depth: 0) { result.append(try parts(of: alternative)) }
        return result
    }

    private func pieces() throws(GlobProblem) -> [Piece] {
        var result: [Piece] = []
        var isEscaped = false
        let scalars = Array(pattern.unicodeScalars)
        for (offset, scalar) in scalars.enumerated() {
            if scalar == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(Piece(scalar: scalar, offset: offset, isEscaped: isEscaped))
                isEscaped = false
            }
        }
        guard !isEscaped else {
            throw GlobProblem("a character is missing behind '\\'", offset: scalars.count - 1)
        }
        return result
    }

    /// `a{b,c}d` gives `abd` and `acd`.
    private func expand(_ pieces: ArraySlice<Piece>, depth: Int) throws(GlobProblem) -> [[Piece]] {
        guard let open = try firstBrace(in: pieces) else { return [Array(pieces)] }
        guard depth < Self.depthLimit else {
            throw GlobProblem("braces are nested too deep", offset: pieces[open].offset)
        }
        guard let (close, commas) = closing(open, in: pieces) else {
            throw GlobProblem("'{' is not closed", hint: "write '}' behind it", offset: pieces[open].offset)
        }
        var choices: [[Piece]] = []
        var start = open + 1
        for end in commas + [close] {
            choices += try expand(pieces[start..<end], depth: depth + 1)
            start = end + 1
        }
        let rests = try expand(pieces[(close + 1)...], depth: depth)
        guard choices.count * rests.count <= Glob.alternativeLimit else {
            throw GlobProblem(
                "the braces stand for more than \(Glob.alternativeLimit) patterns", hint: "write several patterns",
                offset: pieces[open].offset
            )
        }
        let head = pieces[..<open]
        return choices.flatMap { choice in rests.map { head + choice + $0 } }
    }

    /// The first brace that opens; a set in brackets may hold braces of its own.
    private func firstBrace(in pieces: ArraySlice<Piece>) throws(GlobProblem) -> Int? {
        var isInSet = false
        for index in pieces.indices {
            if pieces[index].isMark("[") { isInSet = true }
            if pieces[index].isMark("]") { isInSet = false }
            if pieces[index].isMark("{"), !isInSet { return index }
            if pieces[index].isMark("}"), !isInSet {
                throw GlobProblem("there is no '{' that this '}' closes", offset: pieces[index].offset)
            }
        }
        return nil
    }

    private func closing(_ open: Int, in pieces: ArraySlice<Piece>) -> (close: Int, commas: [Int])? {
        var depth = 0
        var commas: [Int] = []
        for index in pieces[open...].indices {
            if pieces[index].isMark("{") { depth += 1 }
            if pieces[index].isMark("}") { depth -= 1 }
            if pieces[index].isMark(","), depth == 1 { commas.append(index) }
            if depth == 0 { return (index, commas) }
        }
        return nil
    }

    private func parts(of pieces: [Piece]) throws(GlobProblem) -> [Glob.Part] {
        guard pieces.first?.scalar != "/" else {
            throw GlobProblem("a pattern counts from the root folder", hint: "leave out the leading '/'", offset: 0)
        }
        var result: [Glob.Part] = []
        for name in pieces.split(separator: "/", omittingEmptySubsequences: false, by: \.scalar) {
            let text = String(String.UnicodeScalarView(name.map(\.scalar)))
            let offset = name.first?.offset ?? max(0, pattern.unicodeScalars.count - 1)
            switch text {
            case ".": continue
            case "..":
                throw GlobProblem("a pattern cannot leave the root folder", offset: offset, length: 2)
            case "":
                throw GlobProblem("a name is empty between two '/' or behind the last", offset: offset)
            case "**" where name.allSatisfy({ !$0.isEscaped }): result.append(.anyFolders)
            default: result.append(.name(try tokens(of: name)))
            }
        }
        if result.last == .anyFolders { result.append(.name([.anyRun])) }
        return result
    }

    private func tokens(of name: ArraySlice<Piece>) throws(GlobProblem) -> [Glob.NameToken] {
        var result: [Glob.NameToken] = []
        var index = name.startIndex
        while index < name.endIndex {
            let piece = name[index]
            index += 1
            if piece.isMark("*") {
                if index < name.endIndex, name[index].isMark("*") {
                    throw GlobProblem(
                        "'**' stands for whole folders, so it stands alone between two '/'",
                        hint: "write '**/*' or a single '*'", offset: piece.offset, length: 2
                    )
                }
                result.append(.anyRun)
            } else if piece.isMark("?") {
                result.append(.anyOne)
            } else if piece.isMark("[") {
                result.append(try set(name, from: &index, open: piece))
            } else {
                result.append(.scalar(piece.scalar))
            }
        }
        return result
    }

    private func set(
        _ name: ArraySlice<Piece>, from index: inout Int, open: Piece
    ) throws(GlobProblem) -> Glob.NameToken {
        let isNegated = index < name.endIndex && (name[index].isMark("!") || name[index].isMark("^"))
        if isNegated { index += 1 }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < name.endIndex, !name[index].isMark("]") {
            let low = name[index]
            index += 1
            var high = low
            if index + 1 < name.endIndex, name[index].isMark("-"), !name[index + 1].isMark("]") {
                high = name[index + 1]
                index += 2
            }
            guard low.scalar <= high.scalar else {
                throw GlobProblem(
                    "'\(low.scalar)-\(high.scalar)' runs backwards", offset: low.offset,
                    length: high.offset - low.offset + 1)
            }
            ranges.append(low.scalar...high.scalar)
        }
        guard index < name.endIndex else {
            throw GlobProblem("'[' is not closed", hint: "write ']' behind it", offset: open.offset)
        }
        index += 1
        guard !ranges.isEmpty else { throw GlobProblem("'[]' matches nothing", offset: open.offset, length: 2) }
        return .oneOf(ranges, isNegated: isNegated)
    }
}

extension Array {
    fileprivate func split<Key: Equatable>(
        separator: Key, omittingEmptySubsequences: Bool, by key: (Element) -> Key
    ) -> [ArraySlice<Element>] {
        split(omittingEmptySubsequences: omittingEmptySubsequences) { key($0) == separator }
    }
}
