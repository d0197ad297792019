/// A definition file as it was when it was good: enough to read it again after a restart, whatever stands there then.
public struct LastGoodVersion: Hashable, Sendable {
    /// Of the file itself, relative to the root.
    public let path: String
    /// The project's id or the workflow's name; empty for a file that is neither.
    public let name: String
    /// What was read for it, itself among them: path relative to the root → SHA-256 of the content in hexadecimal.
    public let files: [String: String]

    public init(path: String, name: String, files: [String: String]) {
        (self.path, self.name, self.files) = (path, name, files)
    }
}

/// The last good versions of the definition files, so that a file that is wrong or away at a start does no harm.
///
/// Contents are kept by what they are: one that several versions share is kept once, and one that none needs is not.
public protocol LastGoodStore: Sendable {
    /// By path.
    func lastGoodVersions() async throws -> [LastGoodVersion]

    /// Those of the contents that are kept, by their SHA-256.
    func lastGoodContents(_ hashes: Set<String>) async throws -> [String: [UInt8]]

    /// Takes in new versions and forgets others, in one transaction that is durable when it returns.
    ///
    /// - Parameters:
    ///   - versions: each stands for its path from now on.
    ///   - gone: paths whose versions are forgotten.
    ///   - contents: by SHA-256; what the versions name and the store does not have yet.
    func keepLastGood(
        _ versions: [LastGoodVersion], forgetting gone: Set<String>, contents: [String: [UInt8]]
    ) async throws
}
