import FoundationEssentials
import GantryTestSupport
import Glibc
import Testing

extension TemporaryFolder {
    /// - Parameter file: relative; its folders are made.
    func write(_ file: String, _ text: String, mode: mode_t = 0o644) {
        #expect(throws: Never.self) { try write(text, to: file, mode: mode) }
    }
}

/// What a program beside the tests prints.
func text(of program: String, _ argument: String) throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(decoding: buffer[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    let path = own.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/\(program)"
    guard let pipe = popen("\(path) \(argument)", "r") else { return "" }
    defer { pclose(pipe) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let read = fread(&bytes, 1, bytes.count, pipe)
    return String(decoding: bytes[..<read], as: UTF8.self)
}

/// The processes whose environment says that they run for a plugin of a root.
func processes(ofPlugin plugin: String, in root: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { process in
        guard Int(process) != nil,
            let environment = try? String(contentsOfFile: "/proc/\(process)/environ", encoding: .utf8)
        else { return false }
        return environment.contains("GANTRY_PLUGIN=\(plugin)\0") && environment.contains(root)
    }
}
