import Foundation
import GRDB

enum Fixtures {
    /// A database as 0.1.0 left it when it was killed: a run under way, an acknowledged alert, a message that waits.
    static func databaseOfFirstVersion(at path: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/0.1.0.sql")
        let dump = try String(contentsOf: file, encoding: .utf8)
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: dump) }
        try queue.close()
    }
}

/// A new folder for a database.
func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gantry-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
}
