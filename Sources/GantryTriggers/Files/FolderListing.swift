import Glibc

/// What stands in folders.
enum FolderListing {
    enum Kind: Hashable {
        case file, folder, link, other
    }

    struct Entry: Hashable {
        let name: String
        let kind: Kind
    }

    /// What tells a folder from all others, whatever path led to it.
    struct Identity: Hashable {
        let device: UInt64
        let number: UInt64
    }

    /// Nil for what is no folder; links are followed.
    static func identity(of path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    /// The entries of a folder in no order, without `.` and `..`; the system's number for the reason where it cannot be
    /// read. Names that are not UTF-8 are left out.
    static func entries(of path: String) -> Result<[Entry], ListingProblem> {
        guard let folder = opendir(path) else { return .failure(ListingProblem(code: errno)) }
        defer { closedir(folder) }
        var result: [Entry] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name, name != ".", name != ".." else { continue }
            result.append(Entry(name: name, kind: kind(entry.pointee.d_type, path + "/" + name)))
        }
        return .success(result)
    }

    private static func kind(_ type: UInt8, _ path: String) -> Kind {
        switch Int(type) {
        case Int(DT_REG): return .file
        case Int(DT_DIR): return .folder
        case Int(DT_LNK): return .link
        case Int(DT_UNKNOWN):
            // Some file systems do not say.
            var status = stat()
            guard lstat(path, &status) == 0 else { return .other }
            switch status.st_mode & S_IFMT {
            case S_IFREG: return .file
            case S_IFDIR: return .folder
            case S_IFLNK: return .link
            default: return .other
            }
        default: return .other
        }
    }
}

struct ListingProblem: Error, Hashable {
    /// Of `errno`.
    let code: Int32
}

/// Names that mean nothing to us.
enum Droppings {
    /// What editors leave and take away again while they save: `4913` and `.a.swp` of vim, `a~`, `#a#` and `.#a` of emacs.
    static func isDropping(_ name: some StringProtocol) -> Bool {
        if name == "4913" || name.hasSuffix("~") || name.hasPrefix(".#") { return true }
        if name.hasPrefix("#"), name.hasSuffix("#") { return true }
        return name.hasPrefix(".") && [".swp", ".swo", ".swn", ".swx", ".swpx"].contains { name.hasSuffix($0) }
    }

    /// Folders that are not gone into by themselves: `.git`, `.gantry` and their like change all the time.
    static func isHiddenFolder(_ name: some StringProtocol) -> Bool { name.hasPrefix(".") }
}
