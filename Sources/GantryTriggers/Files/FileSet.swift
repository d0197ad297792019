import Crypto
public import GantryCore

/// One settled set of changes: what a files trigger fires with.
public struct FileSet: Hashable, Sendable, Codable {
    public struct Change: Hashable, Sendable, Codable {
        public enum Kind: String, Hashable, Sendable, Codable {
            case created, modified, deleted
        }

        /// Relative to the root.
        public let path: String
        public let kind: Kind
        /// SHA-256 of the new content; nil where the file is gone.
        public let hash: String?

        public init(path: String, kind: Kind, hash: String?) {
            (self.path, self.kind, self.hash) = (path, kind, hash)
        }
    }

    /// By path.
    public let changes: [Change]
    /// Counts the firings of the trigger, so that A → B → A is three different sets.
    public let sequence: Int

    public init(changes: [Change], sequence: Int) {
        (self.changes, self.sequence) = (changes.sorted { $0.path < $1.path }, sequence)
    }

    /// What an occurrence is known by: sequence, paths and contents. `7 projects/crm2.yaml@5f2a91c03b77`; a long list is
    /// cut, and the digest at its end stands for all.
    public var key: String {
        let shown = changes.prefix(4).map { "\($0.path)@\($0.hash?.prefix(12) ?? "deleted")" }
        let text = "\(sequence) " + shown.joined(separator: " ")
        guard changes.count > shown.count else { return text }
        var digest = SHA256()
        for change in changes { digest.update(data: Array("\(change.path)\0\(change.hash ?? "")\0".utf8)) }
        return "\(text) and \(changes.count - shown.count) more@\(hexadecimal(digest.finalize()).prefix(12))"
    }

    /// What expressions see as `trigger.files`: a list of maps with `path`, `change` and `hash`; where there are very
    /// many the first by path, without their hashes.
    public var value: Value {
        let isShort = changes.count <= Occurrence.shownMembers
        return .list(
            changes.prefix(Occurrence.shownMembers).map { change in
                var members: [String: Value] = ["path": .text(change.path), "change": .text(change.kind.rawValue)]
                if isShort { members["hash"] = change.hash.map(Value.text) ?? .null }
                return .map(members)
            }
        )
    }
}
