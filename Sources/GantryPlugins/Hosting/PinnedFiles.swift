import Dispatch
import GantryManifest
import Synchronization

/// Holds a plugin's files against the sums that its manifest pins, before each start.
///
/// A file is read once; from then on its status tells whether it is still the same.
final class PinnedFiles: Sendable {
    private let folder: String
    private let pins: [String: String]
    private let known = Mutex<[String: FileStamp]>([:])
    private let queue = DispatchQueue(label: "gantry.pins")

    init(_ manifest: PluginManifest) {
        (folder, pins) = (manifest.folder, manifest.pins)
    }

    /// Why the plugin must not be started, in words; nil where nothing is pinned, or all is as it was pinned.
    func complaint() async -> String? {
        guard !pins.isEmpty else { return nil }
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.look()) }
        }
    }

    private func look() -> String? {
        for (file, sum) in pins.sorted(by: { $0.key < $1.key }) {
            let path = "\(folder)/\(file)"
            guard let stamp = FileStamp(path), stamp.kind == .file else {
                return "'\(file)' is pinned and cannot be read"
            }
            if known.withLock({ $0[file] == stamp }) { continue }
            guard let actual = FileSum.sha256(of: path) else { return "'\(file)' is pinned and cannot be read" }
            guard actual == sum else {
                return "'\(file)' is not what plugin.yaml pins: its SHA-256 is \(actual)"
            }
            known.withLock { $0[file] = stamp }
        }
        return nil
    }
}
