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
    package func open(_ path: String) -> Opened { open(path) { _ in false } ?? .failed(EACCES) }

    /// The same, unless somebody bars it who is told where it really stands, from the root on; nil where it leads out of
    /// the root, or nowhere.
    ///
    /// - Returns: nil where it is barred; then it was not opened.
    package func open(_ path: String, unless isBarred: (_ placeInRoot: String?) -> Bool) -> Opened? {
        let named = Glibc.open(path, Self.pathOnly | O_CLOEXEC)
        guard named >= 0 else {
            let code = errno
            return isBarred(nil) ? nil : .failed(code)
        }
        defer { close(named) }
        guard let place = Self.place(of: named) else {
            let code = errno
            return isBarred(nil) ? nil : .failed(code)
        }
        if isBarred(inRoot(place)) { return nil }
        if let refusal = refusal(of: place) { return .refused(refusal) }
        let descriptor = Glibc.open("/proc/self/fd/\(named)", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        return descriptor >= 0 ? .descriptor(descriptor) : .failed(errno)
    }

    /// Why what is at a path may not be read; nil where it may, or where nothing is there.
    ///
    /// - Parameter path: absolute.
    package func refusal(at path: String) -> Refusal? { Self.place(of: path).flatMap(refusal(of:)) }

    /// A place from the root on; nil where it is not in the root.
    private func inRoot(_ place: String) -> String? {
        guard place != root, Self.isIn(root, place) else { return nil }
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
        linkTarget("/proc/self/fd/\(descriptor)").flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Where a link points; nil for what is none, and then `errno` says why.
package func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
        guard let start = buffer.baseAddress else { return nil }
        let count = readlink(path, start, buffer.count)
        guard count >= 0 else { return nil }
        return String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self)
    }
}
