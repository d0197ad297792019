import FoundationEssentials
import GantryCore
import GantrySystem
import Glibc
import Synchronization

extension ZoneRules {
    private static let cache = Mutex<[String: ZoneRules]>([:])

    /// The rules of a zone, by its IANA name; each is read once.
    ///
    /// - Throws: `ZoneProblem` where tzdata has no such zone or its file cannot be read. Names that would lead out of
    ///   tzdata's folder are refused.
    public static func load(_ identifier: String) throws(ZoneProblem) -> ZoneRules {
        if identifier == "UTC" { return .utc }
        if let known = cache.withLock({ $0[identifier] }) { return known }
        guard isName(identifier) else {
            throw ZoneProblem("'\(identifier)' is not the name of a time zone", suggestion: likely(identifier))
        }
        let bytes: [UInt8]
        switch contents(of: folder + "/" + identifier) {
        case .success(let read): bytes = read
        case .failure(.missing):
            guard FileManager.default.fileExists(atPath: folder) else {
                throw ZoneProblem("no time zones are installed in \(folder) (Debian: apt-get install tzdata)")
            }
            throw ZoneProblem("there is no time zone '\(identifier)'", suggestion: likely(identifier))
        case .failure(.unreadable(let why)):
            throw ZoneProblem("the time zone '\(identifier)' cannot be read: \(folder)/\(identifier): \(why)")
        }
        do {
            let rules = ZoneRules(identifier: identifier, table: try ZoneFile.read(bytes))
            cache.withLock { $0[identifier] = rules }
            return rules
        } catch {
            throw ZoneProblem("the time zone '\(identifier)' cannot be used: \(error)")
        }
    }

    /// The zone that this process counts in: `SystemZone.current`, for whoever cannot say what is wrong with it.
    public static func system() -> ZoneRules { SystemZone.current.rules }

    /// The rules in a compiled file anywhere, named by its path.
    ///
    /// - Throws: `ZoneProblem` where it cannot be read, or is no such file.
    static func load(file path: String) throws(ZoneProblem) -> ZoneRules {
        switch contents(of: path) {
        case .success(let bytes):
            do {
                return ZoneRules(identifier: path, table: try ZoneFile.read(bytes))
            } catch {
                throw ZoneProblem("the time zone '\(path)' cannot be used: \(error)")
            }
        case .failure(.missing): throw ZoneProblem("there is no file '\(path)'")
        case .failure(.unreadable(let why)): throw ZoneProblem("the time zone '\(path)' cannot be read: \(why)")
        }
    }

    /// The rules that a text has in itself, `CET-1CEST,M3.5.0,M10.5.0/3`, named by the text; nil where it is none.
    ///
    /// Source: POSIX.1-2024 8.3 (TZ).
    static func written(_ text: String) -> ZoneRules? {
        guard text.utf8.count <= 128, let rule = FooterRule(text) else { return nil }
        var table = OffsetTable(initialOffset: rule.standardOffset)
        rule.extend(&table, after: nil, years: ZoneFile.years)
        return ZoneRules(identifier: text, table: table)
    }

    /// The rules of a zone by its `identifier`, whatever that is: a name, the path of a file, or a rule.
    static func named(_ identifier: String) throws(ZoneProblem) -> ZoneRules {
        if identifier.hasPrefix("/") { return try load(file: identifier) }
        do {
            return try load(identifier)
        } catch {
            guard let written = written(identifier) else { throw error }
            return written
        }
    }

    /// The names of all zones that the system has, sorted.
    public static var identifiers: [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return paths.filter { path in
            // Beside the zones lie tables (zone.tab), copies (posix/), and folders.
            guard let first = path.utf8.first, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= first, isName(path) else {
                return false
            }
            return contents(of: folder + "/" + path, limit: 4).value == Array("TZif".utf8)
        }.sorted()
    }

    private static var folder: String { getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo" }

    /// Letters, digits, `_`, `-`, `+` between single slashes.
    private static func isName(_ identifier: String) -> Bool {
        guard identifier.utf8.count <= 128 else { return false }
        return identifier.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0.isNameCharacter }
        }
    }

    /// The zone that was probably meant: misspelt, or without its continent (`Amsterdam`).
    private static func likely(_ identifier: String) -> String? {
        let all = identifiers
        if let near = suggestion(for: identifier, among: all.filter { $0.contains("/") || !identifier.contains("/") }) {
            return near
        }
        let wanted = identifier.split(separator: "/").last.map { String($0).replacing(" ", with: "_") } ?? identifier
        let byCity = Dictionary(all.map { (String($0.split(separator: "/").last ?? ""), $0) }) { first, _ in first }
        return suggestion(for: wanted, among: byCity.keys.sorted()).flatMap { byCity[$0] }
    }
}

extension UInt8 {
    fileprivate var isNameCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}

enum ReadingProblem: Error {
    case missing
    case unreadable(String)
}

extension Result {
    var value: Success? { try? get() }
}

/// The first bytes of a file; no zone has a megabyte.
func contents(of path: String, limit: Int = 1 << 20) -> Result<[UInt8], ReadingProblem> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
        let code = errno
        return .failure(code == ENOENT || code == ENOTDIR ? .missing : .unreadable(errorText(code)))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 16_384))
    while bytes.count < limit {
        let count = read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
        if count == 0 { break }
        guard count > 0 else {
            let code = errno
            if code == EINTR { continue }
            return .failure(code == EISDIR ? .missing : .unreadable(errorText(code)))
        }
        bytes += buffer.prefix(count)
    }
    return .success(bytes)
}
