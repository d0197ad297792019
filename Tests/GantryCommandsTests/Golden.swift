import GantryControl
import Glibc
import Testing

/// Texts that are compared with files, which `GANTRY_RECORD=1 swift test` writes anew.
enum Golden {
    /// Fails where `text` is another than the golden of this name.
    static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let path = folder + "/" + name
        if getenv("GANTRY_RECORD") != nil {
            try write(text, to: path)
            return
        }
        guard let golden = read(path) else {
            Issue.record("there is no golden \(name): GANTRY_RECORD=1 writes it", sourceLocation: sourceLocation)
            return
        }
        #expect(text == golden, "differs from \(path)", sourceLocation: sourceLocation)
    }

    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) throws {
        mkdir(folder, 0o755)
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/") + "/Goldens"
}
