import Glibc

/// Which files of the machine may be read as definitions: those in the root, and in the folders that the settings grant;
/// never the secrets, and never what the daemon itself keeps.
///
/// A file is judged by where it really stands, and by the very file that is then read: a link that is turned to another
/// one between the look and the reading changes nothing.
package struct FileFence: Hashable, Sendable {
    /// Why a file is not read. Nothing of what it says is in here.
    package struct Refusal: Error, Hashable, Sendable {
        /// As `projects/x.yaml is not read: …` goes on.
        package let reason: String
        package let hint: String?
    }

    package enum Opened: Hashable, Sendable {
        /// The caller closes it.
        case descriptor(Int32)
        case refused(Refusal)
        /// An `errno`.
        case failed(Int32)
    }

    /// For the Glibc module, which lacks it: names a file without opening it, so that no device notices.
    private static let pathOnly: Int32 = 0o10000000

    private let root: String
    private let granted: [String]
    private let secrets: [String]
    private let state: [String]

    /// - Parameters:
    ///   - root: absolute; it may be a link itself.
    ///   - folders: absolute, or relative to the root.
    package init(root: String, granting folders: [String] = []) {
        let real = Self.place(of: root.isEmpty ? "/" : root) ?? root
        func inside(_ name: String) -> String { real == "/" ? "/\(name)" : "\(real)/\(name)" }
        func both(_ name: String) -> [String] { [inside(name)] + [Self.place(of: inside(name))].compactMap(\.self) }
        self.root = real
        granted = folders.compactMap { Self.place(of: $0.hasPrefix("/") ? $0 : inside($0)) }
        (secrets, state) = (both("secrets"), both(".gantry"))
    }

    /// Opens a file or a folder for reading, if it may be. Does not wait for the writer of a pipe.
    ///
    /// - Parameter path: absolute.
    package func open(_ path: String) -> Opened {
        let named = Glibc.open(path, Self.pathOnly | O_CLOEXEC)
        guard named >= 0 else { return .failed(errno) }
        defer { close(named) }
        guard let place = Self.place(of: named) else { return .failed(errno) }
        if let refusal = refusal(of: place) { return .refused(refusal) }
        let descriptor = Glibc.open("/proc/self/fd/\(named)", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        return descriptor >= 0 ? .descriptor(descriptor) : .failed(errno)
    }

    /// Why what is at a path may not be read; nil where it may, or where nothing is there.
    ///
    /// - Parameter path: absolute.
    package func refusal(at path: String) -> Refusal? { Self.place(of: path).flatMap(refusal(of:)) }

    /// Where a path leads, from the root on; nil where it leads out of it, or nowhere.
    ///
    /// - Parameter path: absolute.
    package func placeInRoot(of path: String) -> String? {
        guard let place = Self.place(of: path), place != root, Self.isIn(root, place) else { return nil }
        return String(place.dropFirst(root == "/" ? 1 : root.utf8.count + 1))
    }

    private func refusal(of place: String) -> Refusal? {
        if secrets.contains(where: { Self.isIn($0, place) }) {
            return Refusal(
                reason: "it is in secrets/, which is for plugins and channels alone",
                hint: "what is no secret stands elsewhere, such as in projects/")
        }
        if state.contains(where: { Self.isIn($0, place) }) {
            return Refusal(reason: "it is in .gantry/, where the daemon keeps its own files", hint: nil)
        }
        guard !Self.isIn(root, place), !granted.contains(where: { Self.isIn($0, place) }) else { return nil }
        let folder = place.split(separator: "/").dropLast().joined(separator: "/")
        return Refusal(
            reason: "it leads out of \(root), to \(place)",
            hint: "who really wants that writes in gantry.yaml: files: { folders: [/\(folder)] }")
    }

    private static func isIn(_ folder: String, _ place: String) -> Bool {
        folder == "/" || place == folder || place.hasPrefix(folder + "/")
    }

    private static func place(of path: String) -> String? {
        let descriptor = Glibc.open(path, pathOnly | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return place(of: descriptor)
    }

    /// Where an open file stands, by the kernel's own word.
    private static func place(of descriptor: Int32) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
