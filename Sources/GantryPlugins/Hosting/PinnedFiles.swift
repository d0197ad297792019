import Dispatch
import GantryManifest
import Glibc
import Synchronization

/// Holds a plugin's files against the sums that its manifest pins, before each start.
///
/// A file is read once; from then on its status tells whether it is still the same.
final class PinnedFiles: Sendable {
    private struct Status: Hashable {
        let device: UInt64
        let number: UInt64
        let size: Int64
        let modified: Int64
        let changed: Int64

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            (device, number, size) = (UInt64(status.st_dev), UInt64(status.st_ino), Int64(status.st_size))
            modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
            changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
        }
    }

    private let folder: String
    private let pins: [String: String]
    private let known = Mutex<[String: Status]>([:])
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
            guard let status = Status(path) else { return "'\(file)' is pinned and cannot be read" }
            if known.withLock({ $0[file] == status }) { continue }
            guard let actual = FileSum.sha256(of: path) else { return "'\(file)' is pinned and cannot be read" }
            guard actual == sum else {
                return "'\(file)' is not what plugin.yaml pins: its SHA-256 is \(actual)"
            }
            known.withLock { $0[file] = status }
        }
        return nil
    }
}
