import FoundationEssentials
import Glibc
import Testing

@testable import GantrySystem

@Suite("The listing of folders")
struct FolderListingTests {
    private let folder = "/tmp/gantry-system-\(UUID())"

    private func inFolder(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body()
    }

    @Test("entries tell files, folders, links and the rest apart")
    func kinds() throws {
        try inFolder {
            try Data().write(to: URL(filePath: folder + "/file"))
            mkdir(folder + "/folder", 0o755)
            symlink("nowhere", folder + "/link")
            mkfifo(folder + "/pipe", 0o600)
            let entries = try FolderListing.entries(of: folder).get().sorted { $0.name < $1.name }
            #expect(entries.map(\.name) == ["file", "folder", "link", "pipe"])
            #expect(entries.map(\.kind) == [.file, .folder, .link, .other])
            #expect(FolderListing.names(in: folder) == ["file", "folder", "link", "pipe"])
        }
    }

    @Test("names that begin with dots are names, and the folder itself and the one above are none")
    func dots() throws {
        try inFolder {
            for name in [".hidden", "..twice", "..."] { try Data().write(to: URL(filePath: folder + "/" + name)) }
            #expect(FolderListing.names(in: folder) == ["...", "..twice", ".hidden"])
        }
    }

    @Test("a name that is not UTF-8 is among all names, mended, and not among the entries")
    func notText() throws {
        try inFolder {
            let path: [CChar] = (folder + "/a").utf8.map(CChar.init(bitPattern:)) + [-1, 0]
            close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
            #expect(FolderListing.names(in: folder) == ["a\u{FFFD}"])
            #expect(FolderListing.entries(of: folder) == .success([]))
        }
    }

    @Test("a name as long as names can be is whole")
    func long() throws {
        try inFolder {
            let name = String(repeating: "x", count: 255)
            try Data().write(to: URL(filePath: folder + "/" + name))
            #expect(FolderListing.names(in: folder) == [name])
            #expect(FolderListing.entries(of: folder) == .success([FolderListing.Entry(name: name, kind: .file)]))
        }
    }

    @Test("a folder that is not there says so")
    func missing() {
        #expect(FolderListing.names(in: folder) == nil)
        #expect(FolderListing.entries(of: folder) == .failure(SystemFailure("read the folder \(folder)", code: ENOENT)))
    }
}
