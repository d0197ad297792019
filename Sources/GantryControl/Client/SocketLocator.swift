import GantrySystem
import Glibc

/// Finds the daemon's socket: what was named, the folder one stands in, the system's service.
package struct SocketLocator: Sendable {
    /// A socket, and how it was found, for messages.
    package struct Place: Hashable, Sendable {
        package let path: String
        /// The portfolio's folder, where the socket was found through one.
        package let root: String?
        /// `--socket`, `GANTRY_ROOT`, `the folder .gantry here` …
        package let origin: String

        package init(path: String, root: String?, origin: String) {
            (self.path, self.root, self.origin) = (path, root, origin)
        }
    }

    /// Where the system's service listens.
    package static let systemSocket = "/run/gantry/gantry.sock"

    /// `--socket`.
    package var socket: String?
    /// `--root`.
    package var root: String?
    package var environment: [String: String]
    /// The absolute path of the folder that the command was typed in.
    package var folder: String

    package init(socket: String?, root: String?, environment: [String: String], folder: String) {
        (self.socket, self.root, self.environment, self.folder) = (socket, root, environment, folder)
    }

    /// The first place that applies; whether a daemon answers there is found out by asking it.
    package func locate() -> Place {
        if let socket { return Place(path: absolute(socket), root: nil, origin: "--socket") }
        if let root { return place(inRoot: absolute(root), origin: "--root") }
        if let root = environment["GANTRY_ROOT"], !root.isEmpty {
            return place(inRoot: absolute(root), origin: "GANTRY_ROOT")
        }
        if let root = Self.foldersUpwards(from: folder).first(where: { FileStatus("\($0)/.gantry")?.isFolder == true })
        {
            return place(inRoot: root, origin: root == folder ? "the folder .gantry here" : "the folder .gantry above")
        }
        // No daemon of this folder ever ran. Without a service, the one to start is this folder's.
        if !Self.answers(Self.systemSocket), let root = portfolioUpwards(marks: ["gantry.yaml", "gantry.yml"]) {
            return place(inRoot: root, origin: "the portfolio here")
        }
        return Place(path: Self.systemSocket, root: nil, origin: "the system's service")
    }

    /// The portfolio's folder for verbs that need no daemon: named, or the one here or above, or the system's.
    package func locateRoot() -> String { locatePortfolio() ?? folder }

    /// The same; nil where there is no portfolio.
    package func locatePortfolio() -> String? {
        if let root { return absolute(root) }
        if let root = environment["GANTRY_ROOT"], !root.isEmpty { return absolute(root) }
        let marks = ["gantry.yaml", "gantry.yml", ".gantry", "projects", "workflows"]
        if let found = portfolioUpwards(marks: marks) { return found }
        return FileStatus("/etc/gantry/gantry.yaml") == nil ? nil : "/etc/gantry"
    }

    private func portfolioUpwards(marks: [String]) -> String? {
        Self.foldersUpwards(from: folder).first { candidate in
            candidate != "/" && marks.contains { FileStatus("\(candidate)/\($0)") != nil }
        }
    }

    /// A folder and the folders it lies in, nearest first.
    package static func foldersUpwards(from folder: String) -> [String] {
        var parts = folder.split(separator: "/").map(String.init)
        var result: [String] = []
        while !parts.isEmpty {
            result.append("/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return result + ["/"]
    }

    /// A path counted from the folder that the command was typed in, without `.` and `..`.
    package func absolute(_ path: String) -> String {
        var parts: [Substring] = []
        for part in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The folder's own daemon, or where none answers the newest demonstration daemon (`gantryd --as-of`) that does.
    private func place(inRoot root: String, origin: String) -> Place {
        let usual = "\(root)/.gantry/gantry.sock"
        guard !Self.answers(usual) else { return Place(path: usual, root: root, origin: origin) }
        let demonstrations = (FolderListing.names(in: "\(root)/.gantry/as-of") ?? [])
            .map { "\(root)/.gantry/as-of/\($0)/gantry.sock" }
            .compactMap { path in FileStatus(path).map { (path: path, changed: $0.changedAt) } }
            .sorted { $0.changed > $1.changed }
        let answering = demonstrations.first { Self.answers($0.path) }
        return Place(path: answering?.path ?? usual, root: root, origin: origin)
    }

    /// Whether a connection to the socket is taken. Does not wait.
    package static func answers(_ path: String) -> Bool {
        guard SocketPath.diagnostic(for: path) == nil, let address = try? UnixAddress(path) else { return false }
        let descriptor = Glibc.socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // A full queue is one that somebody listens to.
        return address.withSocketAddress { connect(descriptor, $0, $1) } == 0 || errno == EAGAIN
    }
}
