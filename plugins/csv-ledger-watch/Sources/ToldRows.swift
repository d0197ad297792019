import Crypto
import FoundationEssentials
import GantryPluginKit
import Glibc

/// The rows that one workflow was told, kept in a file of the work folder: an id on each line.
///
/// A row is added when Gantry has taken it. One that is lost on the way to the disk is told again with the same id,
/// which starts no second run.
struct ToldRows: ~Copyable {
    private static let idLength = 32

    private let descriptor: Int32
    private var ids: Set<String> = []
    private let title: String
    /// Whether the first look at all ledgers was never finished.
    let isNew: Bool

    /// - Parameter subscription: what the workflow's trigger is known by.
    init(of subscription: String, in folder: String) throws {
        let name = "told-\(SHA256.hash(data: Array(subscription.utf8)).prefix(8).hexadecimal).txt"
        let path = "\(folder)/\(name)"
        let known = try? String(contentsOfFile: path, encoding: .utf8)
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        title = "# \(subscription)"
        isNew = known?.contains(title) != true
        guard descriptor >= 0 else {
            throw PluginFailure("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        guard let known else { return }
        // A line that a crash cut short is told again.
        ids = Set(known.split(separator: "\n").filter { $0.utf8.count == Self.idLength }.map(String.init))
        if !known.hasSuffix("\n") { write("\n") }
    }

    deinit { close(descriptor) }

    /// From now on, what is not known is new.
    func endFirstLook() { write("\(title)\n") }

    func contains(_ id: String) -> Bool { ids.contains(id) }

    mutating func add(_ id: String) {
        ids.insert(id)
        write("\(id)\n")
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        // What cannot be written now is told again after the next start.
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
