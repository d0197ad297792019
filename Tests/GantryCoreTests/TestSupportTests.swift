import GantryCore
import GantryTestSupport
import Glibc
import Testing

@Suite("What tests share", .timeLimit(.minutes(3)))
struct TestSupportTests {
    private func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    @Test("a temporary folder goes with all that is in it, closed folders and odd names among them, and no further")
    func folder() throws {
        let other = try TemporaryFolder()
        try other.write("stays", to: "file")
        var folder: TemporaryFolder? = try TemporaryFolder(mode: 0o777)
        let path = try #require(folder?.path)
        try folder?.write("hello\n", to: "a/b/c.txt", mode: 0o600)
        #expect(folder?.text("a/b/c.txt") == "hello\n")
        #expect(folder?.names(in: "a") == ["b"])
        symlink(other.path, path + "/link")
        let odd: [CChar] = (path + "/odd").utf8.map(CChar.init(bitPattern:)) + [-1, 0]
        close(open(odd, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
        chmod(path + "/a/b", 0)
        folder = nil
        #expect(!exists(path))
        #expect(other.names() == ["file"])
    }

    @Test("a gate holds whoever comes until it is opened, and nobody afterwards")
    func gate() async throws {
        let (gate, passed) = (Gate(), Collector<Int>())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...3 {
                group.addTask {
                    try await gate.pass()
                    passed.add(number)
                }
            }
            await gate.arrival()
            #expect(passed.all == [])
            gate.open()
            try await group.waitForAll()
        }
        #expect(Set(passed.all) == [1, 2, 3])
        try await gate.pass()
    }

    @Test("a gate that heeds cancellation lets go of who is cancelled, and of no other")
    func cancelled() async throws {
        let gate = Gate(heedsCancellation: true)
        let held = Task { try await gate.pass() }
        let other = Task { try await gate.pass() }
        await gate.arrival()
        held.cancel()
        await #expect(throws: CancellationError.self) { try await held.value }
        gate.open()
        try await other.value
    }

    @Test("a collector wakes who waits for what it has, and for what comes")
    func collector() async {
        let collector = Collector<String>()
        collector.add("a")
        #expect(await collector.wait { $0.count == 1 } == ["a"])
        async let both = collector.wait { $0.count == 2 }
        collector.add("b")
        #expect(await both == ["a", "b"])
        #expect(collector.text == "ab")
    }
}
