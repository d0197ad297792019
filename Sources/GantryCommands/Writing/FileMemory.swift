import GantryProject
import Synchronization

/// Reads files of a folder, and keeps what they said, to tell later whether they still say so.
final class FileMemory: Sendable {
    private let plain: ProjectContext
    private let said = Mutex<[String: Result<[UInt8], ProjectContext.FileProblem>]>([:])

    /// - Parameter root: absolute.
    init(root: String) { plain = ProjectContext(root: root) }

    /// For a project that is read in there.
    var context: ProjectContext {
        ProjectContext(permissions: plain.permissions) { [self] path in
            let result = plain.load(path)
            keep(result, of: path)
            return result
        }
    }

    /// - Parameter path: relative to the root.
    func keep(_ result: Result<[UInt8], ProjectContext.FileProblem>, of path: String) {
        said.withLock { $0[path] = result }
    }

    /// Those that say something else by now, sorted; relative to the root.
    func changed() -> [String] {
        said.withLock { $0 }.filter { plain.load($0.key) != $0.value }.keys.sorted()
    }
}
