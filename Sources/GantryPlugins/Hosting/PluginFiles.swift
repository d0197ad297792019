import Dispatch
import GantryCore
import GantryManifest
import GantrySystem
import Glibc
import Synchronization

/// The files that a plugin was started with. A process that stays has read its program, and a fence is put around the
/// folders that there were; what has taken their place since is unknown to it.
final class PluginFiles: Sendable {
    private let folder: String
    private let granted: [String]
    private let stamps: [String: FileStamp]
    private let queue = DispatchQueue(label: "gantry.plugin")
    /// After a look nothing is expected to change for so long: a look takes as long as a call of `serve`.
    private static let rest = Duration.seconds(1)
    private let lastLook = Mutex<Instant?>(nil)

    /// - Parameter granted: the folders that the plugin may use beside its own. Blocks on files.
    init(_ manifest: PluginManifest, granted: [String]) {
        (folder, self.granted) = (manifest.folder, granted)
        stamps = Self.look(folder, granted)
    }

    /// Whether they are what they were. Blocks on files.
    var areTheSame: Bool { Self.look(folder, granted) == stamps }

    /// Whether it is time to look again. Somebody who asks is expected to look.
    func areDue(at now: Instant) -> Bool {
        lastLook.withLock { last in
            if let looked = last, now >= looked, now - looked < Self.rest { return false }
            last = now
            return true
        }
    }

    /// Something went wrong, so that the next call should look.
    func doubt() { lastLook.withLock { $0 = nil } }

    /// - Parameter body: may block on files.
    func look<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }

    /// The files directly in the plugin's folder, and the granted folders; what is not there is left out.
    private static func look(_ folder: String, _ granted: [String]) -> [String: FileStamp] {
        var stamps: [String: FileStamp] = [:]
        for path in (FolderListing.names(in: folder) ?? []).map({ "\(folder)/\($0)" }) {
            if let stamp = FileStamp(path), stamp.kind != .folder { stamps[path] = stamp }
        }
        for path in granted { stamps[path] = FileStamp(path) }
        return stamps
    }
}
