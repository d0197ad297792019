import GantryControl
import GantrySystem
import GantryTestSupport
import Glibc
import Testing

@testable import GantryCommands

@Suite("Files that are made")
struct DurableFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func status(_ path: String) -> FileStatus? { FileStatus("\(folder.path)/\(path)") }

    @Test("a new file brings the folders it lies in, and nobody else can write them")
    func make() throws {
        let path = folder.path + "/a/b/c.yaml"
        let made = try DurableFile.create(path, [0x61, 0x0A])
        #expect(DurableFile.read(path) == [0x61, 0x0A])
        #expect(made == DurableFile.Made(path: path, folders: [folder.path + "/a", folder.path + "/a/b"]))
        for name in ["a", "a/b", "a/b/c.yaml"] { #expect((status(name)?.permissions ?? 0o777) & 0o022 == 0) }
        made.takeBack()
        #expect(FolderListing.names(in: folder.path) == [])
    }

    @Test("what is there is not overwritten, and folders that were there stay")
    func isThere() throws {
        try folder.makeFolders("a")
        try folder.write("mine", to: "a/c.yaml")
        for access in [nil, DurableFile.Access(of: folder.path + "/a/c.yaml")] {
            let failure = try #require(throws: CommandFailure.self) {
                try DurableFile.create(folder.path + "/a/c.yaml", [0x61], access: access)
            }
            #expect(failure.code == "exists")
        }
        #expect(DurableFile.read(folder.path + "/a/c.yaml") == Array("mine".utf8))
        try DurableFile.create(folder.path + "/a/d.yaml", [0x61]).takeBack()
        #expect(FolderListing.names(in: folder.path + "/a") == ["c.yaml"])
    }

    @Test("a file that cannot be made leaves no folder behind")
    func folders() throws {
        let long = String(repeating: "x", count: 300)
        for path in ["a/b/\(long)", "a/\(long)/b"] {
            #expect(throws: CommandFailure.self) { try DurableFile.create("\(folder.path)/\(path)", [0x61]) }
            #expect(FolderListing.names(in: folder.path) == [])
        }
    }

    @Test("a link in the place of a new file is not followed")
    func link() throws {
        #expect(symlink(folder.path + "/elsewhere", folder.path + "/c.yaml") == 0)
        #expect(throws: CommandFailure.self) { try DurableFile.create(folder.path + "/c.yaml", [0x61]) }
        #expect(status("elsewhere") == nil)
        #expect(status("c.yaml")?.isLink == true)
    }

    @Test(
        "a new folder takes after the one it lies in, but for what everybody may write",
        arguments: [(0o750, 0o750), (0o775, 0o775), (0o1777, 0o775), (0o2770, 0o2770)] as [(UInt32, UInt32)])
    func mode(parent: UInt32, wanted: UInt32) throws {
        try folder.makeFolders("pm")
        try folder.write("x", to: "pm/x.yaml")
        chmod(folder.path + "/pm", parent)
        let access = try #require(DurableFile.Access(of: folder.path + "/pm/x.yaml"))
        try DurableFile.create(folder.path + "/pm/baselines/b.yaml", [0x61], access: access)
        #expect(status("pm/baselines")?.permissions == wanted)
    }

    @Test("what root makes belongs to whom the files beside it belong", .enabled(if: geteuid() == 0))
    func owner() throws {
        try folder.makeFolders("pm")
        try folder.write("x", to: "pm/x.yaml")
        for path in ["/pm", "/pm/x.yaml"] { #expect(chown(folder.path + path, 4711, 4712) == 0) }
        let access = try #require(DurableFile.Access(of: folder.path + "/pm/x.yaml"))
        try DurableFile.create(folder.path + "/pm/baselines/b.yaml", [0x61], access: access)
        for path in ["/pm/baselines", "/pm/baselines/b.yaml"] {
            let made = DurableFile.Access(of: folder.path + path)
            #expect(made?.owner == 4711 && made?.group == 4712, "\(path)")
        }
    }
}
