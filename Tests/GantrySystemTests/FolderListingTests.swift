import GantryTestSupport
import Glibc
import Testing

@testable import GantrySystem

@Suite("The listing of folders")
struct FolderListingTests {
    private let temporary: TemporaryFolder
    private var folder: String { temporary.path }

    init() throws { temporary = try TemporaryFolder() }

    @Test("entries tell files, folders, links and the rest apart")
    func kinds() throws {
        try temporary.write("", to: "file")
        mkdir(folder + "/folder", 0o755)
        symlink("nowhere", folder + "/link")
        mkfifo(folder + "/pipe", 0o600)
        let entries = try FolderListing.entries(of: folder).get().sorted { $0.name < $1.name }
        #expect(entries.map(\.name) == ["file", "folder", "link", "pipe"])
        #expect(entries.map(\.kind) == [.file, .folder, .link, .other])
        #expect(FolderListing.names(in: folder) == ["file", "folder", "link", "pipe"])
    }

    @Test("names that begin with dots are names, and the folder itself and the one above are none")
    func dots() throws {
        for name in [".hidden", "..twice", "..."] { try temporary.write("", to: name) }
        #expect(FolderListing.names(in: folder) == ["...", "..twice", ".hidden"])
    }

    @Test("a name that is not UTF-8 is among all names, mended, and not among the entries")
    func notText() throws {
        let path: [CChar] = (folder + "/a").utf8.map(CChar.init(bitPattern:)) + [-1, 0]
        close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
        #expect(FolderListing.names(in: folder) == ["a\u{FFFD}"])
        #expect(FolderListing.entries(of: folder) == .success([]))
    }

    @Test("a name as long as names can be is whole")
    func long() throws {
        let name = String(repeating: "x", count: 255)
        try temporary.write("", to: name)
        #expect(FolderListing.names(in: folder) == [name])
        #expect(FolderListing.entries(of: folder) == .success([FolderListing.Entry(name: name, kind: .file)]))
    }

    @Test("a folder that is not there says so")
    func missing() {
        let none = folder + "/none"
        #expect(FolderListing.names(in: none) == nil)
        #expect(FolderListing.entries(of: none) == .failure(SystemFailure("read the folder \(none)", code: ENOENT)))
    }
}
