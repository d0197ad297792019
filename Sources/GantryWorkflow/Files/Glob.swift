/// A pattern for paths: `projects/**/*.{yaml,yml}`.
///
/// `*` and `?` stay within a name, `**` as a whole name stands for any number of folders, none among them, `[a-z]` is
/// one of a set and `[!a-z]` one outside it, `{a,b}` either, `\` takes the next character as it is. A name that begins
/// with a point is matched only by a pattern that begins with one, so `**` never wanders into `.git` or `.gantry`.
package struct Glob: Hashable, Sendable {
    /// Braces may stand for this many patterns in all.
    static let alternativeLimit = 256

    enum Part: Hashable, Sendable {
        /// `**`: any number of folders.
        case anyFolders
        case name([NameToken])
    }

    enum NameToken: Hashable, Sendable {
        case scalar(Unicode.Scalar)
        case anyOne
        case anyRun
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// As written.
    package let pattern: String
    /// The folder that everything it can match is in, without a wildcard: `projects`; empty for the root itself.
    package let base: String
    private let alternatives: [[Part]]

    /// - Throws: `GlobProblem` for a pattern that cannot be read, is absolute or leads out of the root.
    package init(_ pattern: String) throws(GlobProblem) {
        alternatives = try GlobParser(pattern).parse()
        self.pattern = pattern
        base = Self.commonFolder(alternatives)
    }

    /// Whether the whole path, relative to the root and with `/` between names, is meant.
    package func matches(_ path: String) -> Bool {
        let names = path.split(separator: "/", omittingEmptySubsequences: true).map { Array($0.unicodeScalars) }
        return alternatives.contains { Self.matches(names, $0) }
    }

    /// Row by row over the parts: `reach[n]` says whether the parts so far match the first n names. The time is bounded
    /// by names times parts, whatever the pattern.
    private static func matches(_ names: [[Unicode.Scalar]], _ parts: [Part]) -> Bool {
        var reach = [true] + Array(repeating: false, count: names.count)
        for part in parts {
            var next = Array(repeating: false, count: names.count + 1)
            switch part {
            case .anyFolders:
                next[0] = reach[0]
                for index in names.indices {
                    next[index + 1] = reach[index + 1] || (next[index] && names[index].first != ".")
                }
            case .name(let tokens):
                for index in names.indices where reach[index] { next[index + 1] = matches(names[index], tokens) }
            }
            reach = next
        }
        return reach[names.count]
    }

    /// Goes back to the latest `*` only, which is enough and keeps the time bounded by name times pattern.
    private static func matches(_ name: [Unicode.Scalar], _ tokens: [NameToken]) -> Bool {
        if name.first == ".", tokens.first != .scalar(".") { return false }
        var (place, token) = (0, 0)
        var retry: (token: Int, place: Int)?
        while place < name.count {
            if token < tokens.count, tokens[token] == .anyRun {
                retry = (token, place)
                token += 1
            } else if token < tokens.count, tokens[token].matches(name[place]) {
                place += 1
                token += 1
            } else if let last = retry {
                retry = (last.token, last.place + 1)
                (token, place) = (last.token + 1, last.place + 1)
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .anyRun }
    }

    /// The folders that all alternatives begin with; the last part is a file's name, so it is no folder.
    private static func commonFolder(_ alternatives: [[Part]]) -> String {
        let folders = alternatives.map { parts in
            parts.dropLast().map(plainName).prefix { $0 != nil }.compactMap(\.self)
        }
        guard var common = folders.first else { return "" }
        for folder in folders.dropFirst() {
            common = zip(common, folder).prefix { $0 == $1 }.map(\.0)
        }
        return common.joined(separator: "/")
    }

    private static func plainName(_ part: Part) -> String? {
        guard case .name(let tokens) = part else { return nil }
        var name = String.UnicodeScalarView()
        for token in tokens {
            guard case .scalar(let scalar) = token else { return nil }
            name.append(scalar)
        }
        return String(name)
    }
}

extension Glob.NameToken {
    fileprivate func matches(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .scalar(let wanted): wanted == scalar
        case .anyOne: true
        case .anyRun: false
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}

/// What is wrong with a pattern.
package struct GlobProblem: Error, Hashable, Sendable {
    package let message: String
    package let hint: String?
    /// Where in the pattern, in scalars from 0.
    package let offset: Int
    package let length: Int

    init(_ message: String, hint: String? = nil, offset: Int, length: Int = 1) {
        (self.message, self.hint, self.offset, self.length) = (message, hint, offset, length)
    }
}
