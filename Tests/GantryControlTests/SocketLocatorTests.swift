import GantryControl
import GantryDaemon
import GantryTestSupport
import Glibc
import Testing

@Suite("Finding the daemon", .timeLimit(.minutes(1)))
struct SocketLocatorTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func locator(
        socket: String? = nil, root: String? = nil, environment: [String: String] = [:], in relative: String = ""
    ) -> SocketLocator {
        SocketLocator(
            socket: socket, root: root, environment: environment,
            folder: relative.isEmpty ? folder.path : "\(folder.path)/\(relative)")
    }

    @Test("takes --socket before all else, counted from here")
    func socketOption() throws {
        try folder.makeFolders(".gantry")
        let place = locator(socket: "../x/./a.sock", root: "other", environment: ["GANTRY_ROOT": "/srv"]).locate()
        #expect(place.path == "/tmp/x/a.sock")
        #expect(place.root == nil)
    }

    @Test("takes --root before GANTRY_ROOT, and GANTRY_ROOT before the folder here")
    func order() throws {
        try folder.makeFolders(".gantry")
        let environment = ["GANTRY_ROOT": "/srv/pm"]
        #expect(
            locator(root: "sub/", environment: environment).locate().path == "\(folder.path)/sub/.gantry/gantry.sock")
        #expect(locator(environment: environment).locate().path == "/srv/pm/.gantry/gantry.sock")
        #expect(locator(environment: ["GANTRY_ROOT": ""]).locate().path == "\(folder.path)/.gantry/gantry.sock")
    }

    @Test("looks for .gantry here and above")
    func above() throws {
        try folder.makeFolders(".gantry")
        try folder.makeFolders("projects/crm2")
        let place = locator(in: "projects/crm2").locate()
        #expect(place.path == "\(folder.path)/.gantry/gantry.sock")
        #expect(place.root == folder.path)
        #expect(place.origin == "the folder .gantry above")
    }

    @Test("ends at the system's service")
    func system() {
        #expect(locator().locate().path == "/run/gantry/gantry.sock")
    }

    @Test("finds the newest demonstration daemon that answers, where the folder's own does not")
    func demonstration() async throws {
        try folder.makeFolders(".gantry/as-of/2026-01-01")
        try folder.makeFolders(".gantry/as-of/2026-02-02")
        let answering = "\(folder.path)/.gantry/as-of/2026-01-01/gantry.sock"
        let locator = locator()
        let ownSocket = "\(folder.path)/.gantry/gantry.sock"
        try await withServer(MemoryBackend(), path: answering) { [folder] _ in
            // Newer, and dead: it does not answer and is passed over.
            try folder.write("", to: ".gantry/as-of/2026-02-02/gantry.sock")
            #expect(locator.locate().path == answering)
            try await withServer(MemoryBackend(), path: ownSocket) { _ in
                #expect(locator.locate().path == ownSocket)
            }
        }
        #expect(locator.locate().path == ownSocket)
    }

    @Test("finds the folder of the portfolio for verbs that need no daemon", arguments: ["gantry.yaml", "projects"])
    func root(_ mark: String) throws {
        try folder.makeFolders("deep/er")
        if mark.hasSuffix("yaml") { try folder.write("", to: mark) } else { try folder.makeFolders(mark) }
        #expect(locator(in: "deep/er").locateRoot() == folder.path)
        #expect(locator(root: "..", in: "deep/er").locateRoot() == "\(folder.path)/deep")
    }
}
