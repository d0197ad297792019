import GantryControl
import GantryCore
import GantryDaemon
import GantryTestSupport
import Glibc
import Testing

@Suite("The socket of the daemon", .timeLimit(.minutes(1)))
struct ControlSocketTests {
    let folder: TemporaryFolder
    var state: String { folder.path + "/.gantry" }
    var socket: String { state + "/gantry.sock" }

    init() throws { folder = try TemporaryFolder() }

    @Test("is 0660 in a folder of 0750, and is gone after the daemon has stopped")
    func modes() async throws {
        try await withServer(MemoryBackend(), path: socket) { [state, socket] _ in
            #expect(FileStatus(socket)?.permissions == 0o660)
            #expect(FileStatus(state)?.permissions == 0o750)
        }
        #expect(FileStatus(socket) == nil)
    }

    @Test("closes a state folder that was made by hand")
    func openFolder() async throws {
        try folder.makeFolders(".gantry", mode: 0o755)
        try await withServer(MemoryBackend(), path: socket) { _ in }
        #expect(FileStatus(state)?.permissions == 0o750)
    }

    @Test("takes the place of the socket of a daemon that was killed")
    func stale() async throws {
        try folder.makeFolders(".gantry")
        close(RawSocket(.server, socket).descriptor)
        #expect(FileStatus(socket)?.isSocket == true)
        let status = try await withServer(MemoryBackend(), path: socket) { try await $0.status() }
        #expect(status.state == .ready)
    }

    enum Obstacle: String, CaseIterable {
        case link = "a link"
        case file = "a file"
        case folder = "a folder"
    }

    @Test("never removes what is not its own", arguments: Obstacle.allCases)
    func obstacles(_ obstacle: Obstacle) async throws {
        try folder.makeFolders(".gantry")
        try folder.write("precious", to: "precious")
        switch obstacle {
        case .link: #expect(symlink("\(folder.path)/precious", socket) == 0)
        case .file: try folder.write("precious", to: ".gantry/gantry.sock")
        case .folder: try folder.makeFolders(".gantry/gantry.sock")
        }
        let before = FileStatus(socket)
        let failure = await #expect(throws: StartFailure.self) {
            try await withServer(MemoryBackend(), path: socket) { _ in }
        }
        #expect(failure?.diagnostics.first?.code == .socketPlaceTaken)
        #expect(failure?.diagnostics.first?.message.contains(obstacle.rawValue) == true)
        #expect(FileStatus(socket) == before)
        #expect(FileStatus(folder.path + "/precious") != nil)
    }

    @Test("leaves a socket alone on which another program answers")
    func otherDaemon() async throws {
        try await withServer(MemoryBackend(), path: socket) { [socket] client in
            let failure = await #expect(throws: StartFailure.self) {
                try await withServer(MemoryBackend(), path: socket) { _ in }
            }
            #expect(failure?.diagnostics.first?.message.contains("another program listens") == true)
            let state = try await client.status().state
            #expect(state == .ready)
        }
    }

    @Test("is not put into a folder that others may write to")
    func writableFolder() async throws {
        try folder.makeFolders("open", mode: 0o777)
        let path = folder.path + "/open/gantry.sock"
        let failure = await #expect(throws: StartFailure.self) {
            try await withServer(MemoryBackend(), path: path) { _ in }
        }
        #expect(failure?.diagnostics.first?.code == .socketFolderUnusable)
        #expect(failure?.diagnostics.first?.hint?.hasPrefix("chmod 0750") == true)
        #expect(FileStatus(folder.path + "/open")?.permissions == 0o777)
    }

    @Test("has a path of 103 bytes at most, and says so otherwise")
    func longPath() async throws {
        let name = String(repeating: "é", count: 60)
        let path = "\(folder.path)/\(name)/gantry.sock"
        let failure = await #expect(throws: StartFailure.self) {
            try await withServer(MemoryBackend(), path: path) { _ in }
        }
        #expect(failure?.diagnostics.first?.code == .socketPathTooLong)
        #expect(failure?.exitStatus == 78)
    }
}
