import FoundationEssentials
public import GantryCore
import Glibc

/// The zone that a process counts in, and what is wrong with what names it.
public struct SystemZone: Sendable, Hashable {
    public let rules: ZoneRules
    /// For a person: the zone that was asked for cannot be had, and which one stands in.
    public let complaint: Diagnostic?

    /// As the C library has it: the variable `TZ`, in each form that POSIX knows; else the machine's zone.
    public static var current: SystemZone {
        of(variable: getenv("TZ").map { String(cString: $0) }, root: "")
    }

    static func of(variable: String?, root: String) -> SystemZone {
        guard let variable else { return ofMachine(root) }
        do {
            return SystemZone(rules: try rules(variable), complaint: nil)
        } catch {
            let complaint = Diagnostic(
                .warning, .unknownTimeZone, "TZ is '\(variable)', which cannot be used: \(error.message)",
                hint: (error.suggestion.map { "did you mean \($0)? " } ?? "") + "times are in UTC")
            return SystemZone(rules: .utc, complaint: complaint)
        }
    }

    /// - Throws: `ZoneProblem` where the text names no zone, and is no rule.
    private static func rules(_ variable: String) throws(ZoneProblem) -> ZoneRules {
        let text = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
        if text.isEmpty { return .utc }
        if text.hasPrefix("/") { return try load(path: text) }
        do {
            return try ZoneRules.load(text)
        } catch {
            // What begins with a colon names a file, and is no rule.
            guard !variable.hasPrefix(":"), let written = ZoneRules.written(text) else { throw error }
            return written
        }
    }

    /// A file among those of the system goes by its name.
    private static func load(path: String) throws(ZoneProblem) -> ZoneRules {
        let real = realpath(path, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
        for path in [path, real] {
            guard let path, let range = path.firstRange(of: "zoneinfo/") else { continue }
            if let rules = try? ZoneRules.load(String(path[range.upperBound...])) { return rules }
        }
        return try ZoneRules.load(file: path)
    }

    /// Where `/etc/localtime` points, else what `/etc/timezone` says, else what `/etc/localtime` holds, else UTC.
    private static func ofMachine(_ root: String) -> SystemZone {
        let path = root + "/etc/localtime"
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
        let linked = link.flatMap { link in link.firstRange(of: "zoneinfo/").map { String(link[$0.upperBound...]) } }
        let configured = contents(of: root + "/etc/timezone").value.map { String(decoding: $0, as: UTF8.self) }
        for name in [linked, configured.map { String($0.prefix { !$0.isNewline }) }] {
            if let name, let rules = try? ZoneRules.load(name) { return SystemZone(rules: rules, complaint: nil) }
        }
        if let rules = try? ZoneRules.load(file: path) { return SystemZone(rules: rules, complaint: nil) }
        guard link != nil || configured != nil else { return SystemZone(rules: .utc, complaint: nil) }
        let wrong = linked ?? link ?? configured.map { String($0.prefix { !$0.isNewline }) } ?? ""
        return SystemZone(
            rules: .utc,
            complaint: Diagnostic(
                .warning, .unknownTimeZone, "this machine's time zone is '\(wrong)', which cannot be used",
                hint: "times are in UTC; timedatectl set-timezone sets another"))
    }
}
