import CLinux
import GantryCore
import GantrySystem
import GantryTestSupport
import Glibc
import Synchronization
import Testing

@testable import GantryTriggers

/// A watcher on a reactor of its own, which ends with it.
final class Watching {
    let reactor: Reactor
    let watcher: FolderWatcher
    private(set) var seen = WatchReport()
    private var hints: Hint.Iterator

    init(started: Bool = true, _ make: (Reactor) -> FolderWatcher = { FolderWatcher(reactor: $0) }) throws {
        reactor = try Reactor()
        watcher = make(reactor)
        hints = watcher.hints.makeAsyncIterator()
        if started { try reactor.start() }
    }

    deinit { reactor.stop() }

    /// Collects what is reported until it is enough.
    func see(_ isEnough: (WatchReport) -> Bool) async {
        while !isEnough(seen) {
            guard await hints.next() != nil else { return }
            seen.add(watcher.drain())
        }
    }

    func see(_ path: String) async { await see { $0.paths.contains(path) } }

    /// Forgets what was reported.
    func forget() { seen = WatchReport() }

    /// Watches, and takes the first hint.
    func watch(_ folders: Set<String>, recursively trees: Set<String> = []) async {
        watcher.watch(folders, recursively: trees)
        await see { $0.rescan }
        forget()
    }
}

@Suite("The folder watcher", .timeLimit(.minutes(3)))
struct FolderWatcherTests {
    @Test(
        "every way to save a file is seen",
        arguments: [
            ("echo b > a.yaml", ["a.yaml"]),
            ("echo b >> a.yaml", ["a.yaml"]),
            ("cp other a.yaml", ["a.yaml"]),
            ("cp -r other new.yaml", ["new.yaml"]),
            ("mv other a.yaml", ["a.yaml", "other"]),
            ("mv a.yaml b.yaml", ["a.yaml", "b.yaml"]),
            ("mv ../outside.yaml in.yaml", ["in.yaml"]),
            ("mv a.yaml ../gone.yaml", ["a.yaml"]),
            ("sed -i s/a/b/ a.yaml", ["a.yaml"]),
            ("rm a.yaml", ["a.yaml"]),
            ("rm a.yaml && echo c > a.yaml", ["a.yaml"]),
            ("ln -s other link.yaml", ["link.yaml"]),
            ("ln other hard.yaml", ["hard.yaml"]),
            ("touch a.yaml", ["a.yaml"]),
            ("chmod 600 a.yaml", ["a.yaml"]),
            ("mv a.yaml a.yaml~ && echo c > a.yaml && rm a.yaml~", ["a.yaml"]),
            ("echo c > .a.yaml.tmp && mv .a.yaml.tmp a.yaml", ["a.yaml"]),
            ("printf d | dd of=a.yaml conv=notrunc status=none", ["a.yaml"]),
            ("echo c > 'Ä ö.yaml'", ["Ä ö.yaml"]),
        ]
    )
    func saves(command: String, names: [String]) async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir in && echo a > in/a.yaml && echo o > in/other && echo x > outside.yaml")
        let watching = try Watching()
        await watching.watch([folder / "in"])
        folder.shell("cd in && \(command)")
        await watching.see { report in names.allSatisfy { report.paths.contains(folder / "in/\($0)") } }
        #expect(!watching.seen.rescan)
    }

    @Test("editors' droppings are not seen")
    func droppings() async throws {
        let folder = try TemporaryFolder()
        let watching = try Watching()
        await watching.watch([folder.path])
        folder.shell(
            "for name in 4913 a.yaml~ .a.yaml.swp .a.yaml.swx '#a.yaml#' '.#a.yaml'; do echo x > $name; rm $name; done")
        folder.shell("echo x > last")
        await watching.see(folder / "last")
        #expect(watching.seen == WatchReport(paths: [folder / "last"]))
    }

    @Test("a file that is being made is seen when it is closed")
    func closing() async throws {
        let folder = try TemporaryFolder()
        let watching = try Watching()
        await watching.watch([folder.path])
        let descriptor = open(folder / "a", O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
        folder.shell("echo x > b")
        await watching.see(folder / "b")
        #expect(watching.seen == WatchReport(paths: [folder / "b"]))
        close(descriptor)
        await watching.see(folder / "a")
    }

    @Test("folders that come into a watched tree are watched, and what they hold is seen")
    func newFolders() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir -p tree/old/deep")
        let watching = try Watching()
        await watching.watch([], recursively: [folder / "tree"])
        folder.shell("mkdir -p tree/a/b/c && echo x > tree/a/b/c/x.yaml && echo y > tree/old/deep/y.yaml")
        await watching.see(folder / "tree/a/b/c/x.yaml")
        await watching.see(folder / "tree/old/deep/y.yaml")
        watching.forget()
        folder.shell("echo z >> tree/a/b/c/x.yaml")
        await watching.see(folder / "tree/a/b/c/x.yaml")
        watching.forget()
        folder.shell("mkdir -p new/sub && echo x > new/sub/x.yaml && mv new tree/")
        await watching.see(folder / "tree/new/sub/x.yaml")
        watching.forget()
        folder.shell("echo z >> tree/new/sub/x.yaml")
        await watching.see(folder / "tree/new/sub/x.yaml")
        #expect(!watching.seen.rescan)
    }

    @Test("a folder moved inside the tree is known under its new path only, and one moved out not at all")
    func movedFolders() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir -p tree/a/deep tree/b && echo x > tree/a/deep/x.yaml")
        let watching = try Watching()
        await watching.watch([], recursively: [folder / "tree"])
        folder.shell("mv tree/a tree/b/a")
        await watching.see(folder / "tree/b/a/deep/x.yaml")
        #expect(watching.seen.rescan)
        #expect(watching.seen.paths.contains(folder / "tree/a"))
        watching.forget()
        folder.shell("echo z >> tree/b/a/deep/x.yaml")
        await watching.see(folder / "tree/b/a/deep/x.yaml")
        #expect(watching.seen.paths == [folder / "tree/b/a/deep/x.yaml"])
        watching.forget()
        folder.shell("mv tree/b out")
        await watching.see { $0.rescan }
        watching.forget()
        folder.shell("echo z >> out/a/deep/x.yaml && echo z > tree/last")
        await watching.see(folder / "tree/last")
        #expect(watching.seen.paths == [folder / "tree/last"])
    }

    @Test("a folder that is deleted and made again is watched again", arguments: [false, true])
    func recreated(recursive: Bool) async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir projects && echo x > projects/x.yaml")
        let watching = try Watching()
        let projects = folder / "projects"
        await watching.watch(recursive ? [] : [projects], recursively: recursive ? [projects] : [])
        for round in 1...5 {
            folder.shell("rm -rf projects && mkdir projects && echo \(round) > projects/x.yaml")
            // Whether the new file was seen by looking or by its event: the folder's end asks for a rescan.
            await watching.see { $0.rescan && $0.paths.contains(projects + "/x.yaml") }
            watching.forget()
            folder.shell("echo more >> projects/x.yaml")
            await watching.see(projects + "/x.yaml")
            watching.forget()
        }
    }

    @Test("a folder that is deleted while somebody still has it open is watched again as soon as it is made anew")
    func recreatedWhileOpen() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir projects")
        let watching = try Watching(started: false)
        watching.watcher.watch([folder.path, folder / "projects"])
        _ = watching.watcher.drain()
        // While it is open its own end is not told.
        let descriptor = open(folder / "projects", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        folder.shell("rmdir projects && mkdir projects && echo x > projects/x.yaml")
        try watching.reactor.start()
        await watching.see(folder / "projects/x.yaml")
        watching.forget()
        close(descriptor)
        folder.shell("echo y > projects/y.yaml")
        await watching.see(folder / "projects/y.yaml")
    }

    @Test("a watched folder that is moved into a watched tree goes on being watched there")
    func movedIn() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir tree beside && mkdir beside/d")
        let watching = try Watching(started: false)
        watching.watcher.watch([folder / "beside/d"], recursively: [folder / "tree"])
        _ = watching.watcher.drain()
        folder.shell("mv beside/d tree/d && echo x > tree/last")
        try watching.reactor.start()
        await watching.see(folder / "tree/last")
        watching.forget()
        folder.shell("echo y > tree/d/y.yaml && mkdir beside/d && echo z > beside/d/z.yaml")
        await watching.see(folder / "tree/d/y.yaml")
        await watching.see(folder / "beside/d/z.yaml")
        #expect(!watching.seen.paths.contains(folder / "beside/d/y.yaml"))
    }

    @Test("a folder that is moved away and back again is watched again")
    func movedAway() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir projects && echo x > projects/x.yaml")
        let watching = try Watching()
        await watching.watch([folder / "projects"])
        folder.shell("mv projects away")
        await watching.see { $0.rescan }
        watching.forget()
        folder.shell("echo x >> away/x.yaml; mv away projects")
        await watching.see(folder / "projects/x.yaml")
        watching.forget()
        folder.shell("echo y > projects/y.yaml")
        await watching.see(folder / "projects/y.yaml")
    }

    @Test("a missing folder is waited for, however deep, and what is beside it is not reported")
    func missing() async throws {
        let folder = try TemporaryFolder()
        let watching = try Watching()
        watching.watcher.watch([folder / "a/b/c", folder / "a/other"])
        folder.shell("echo x > beside; mkdir a; echo x > a/beside; mkdir -p a/b/c; echo x > a/b/c/x.yaml")
        await watching.see(folder / "a/b/c/x.yaml")
        folder.shell("mkdir a/other && echo x > a/other/y.yaml")
        await watching.see(folder / "a/other/y.yaml")
        #expect(watching.seen.paths == [folder / "a/b/c/x.yaml", folder / "a/other/y.yaml"])
        #expect(watching.watcher.polled.isEmpty)
    }

    @Test("a file in the place of a wanted folder is waited for to become one")
    func fileInPlace() async throws {
        let folder = try TemporaryFolder()
        folder.shell("echo x > projects; mkdir real")
        let watching = try Watching()
        watching.watcher.watch([folder / "projects"])
        folder.shell("rm projects && ln -s real projects && echo x > real/x.yaml")
        await watching.see(folder / "projects/x.yaml")
        folder.shell("echo x > real/y.yaml")
        await watching.see(folder / "projects/y.yaml")
    }

    @Test("links to folders are followed, and those that lead back are not gone round and round")
    func links() async throws {
        let folder = try TemporaryFolder()
        folder.shell(
            "mkdir -p real/sub other && ln -s .. real/sub/loop && ln -s ../other real/linked && ln -s real tree && mkdir real/.git"
        )
        let watching = try Watching()
        await watching.watch([], recursively: [folder / "tree"])
        folder.shell("echo x > other/x; echo x > real/.git/x; echo x > real/sub/x")
        await watching.see(folder / "tree/sub/x")
        #expect(watching.seen.paths == [folder / "tree/sub/x", folder / "tree/linked/x"])
    }

    @Test("a mounted configuration that is swapped by its link is watched anew, and what it leads to is seen")
    func swapped() async throws {
        let folder = try TemporaryFolder()
        folder.shell(
            """
            mkdir -p root/..2026_1/projects root/..2026_2/projects && cd root
            ln -s ..2026_1 ..data && ln -s ..data/projects projects
            echo a > ..2026_1/projects/a.yaml && echo b > ..2026_2/projects/a.yaml
            """)
        let watching = try Watching()
        await watching.watch([folder / "root"], recursively: [folder / "root/projects"])
        folder.shell("cd root && ln -s ..2026_2 ..data_tmp && mv -T ..data_tmp ..data && rm -r ..2026_1")
        await watching.see { $0.rescan }
        watching.forget()
        folder.shell("echo c > root/..2026_2/projects/b.yaml")
        await watching.see(folder / "root/projects/b.yaml")
    }

    @Test(
        "a folder is watched anew when something is mounted over it, or over one that is in it, and when it is gone",
        .enabled(if: Mounted.isAllowed), arguments: ["tree", "tree/a b", ""])
    func mounted(_ place: String) async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir -p 'tree/a b'; ln -s tree link")
        let watching = try Watching()
        await watching.watch([], recursively: [folder / "link"])
        let volume = try #require(Mounted(over: folder / place))
        await watching.see { $0.rescan }
        volume.unmount()
        watching.forget()
        await watching.see { $0.rescan }
        watching.forget()
        folder.shell("echo y > 'tree/a b/y'")
        await watching.see(folder / "link/a b/y")
    }

    @Test("a linked folder inside a tree that is swapped is watched anew")
    func swappedInside() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir -p tree one/deep two/deep && ln -s ../one tree/team")
        let watching = try Watching()
        await watching.watch([], recursively: [folder / "tree"])
        folder.shell("echo x > one/deep/x")
        await watching.see(folder / "tree/team/deep/x")
        folder.shell("ln -s ../two tree/new && mv -T tree/new tree/team")
        await watching.see { $0.rescan }
        watching.forget()
        folder.shell("echo x > one/deep/y; echo x > two/deep/z")
        await watching.see(folder / "tree/team/deep/z")
        #expect(!watching.seen.paths.contains(folder / "tree/team/deep/y"))
    }

    @Test("a file is being written from the first byte on until it is closed")
    func beingWritten() async throws {
        let folder = try TemporaryFolder()
        folder.shell("echo whole > a.yaml")
        let watching = try Watching()
        await watching.watch([folder.path])
        let path = folder / "a.yaml"
        #expect(!watching.watcher.isBeingWritten(path))
        let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
        #expect(watching.watcher.isBeingWritten(path))
        #expect(write(descriptor, "half", 4) == 4)
        #expect(watching.watcher.isBeingWritten(path))
        close(descriptor)
        // A program that another test starts has it, too, until it runs.
        await until { !watching.watcher.isBeingWritten(path) }
        await watching.see(path)
        #expect(watching.seen.isWhole(path))
    }

    @Test("a file that came with its folder is not known to be whole")
    func found() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir tree")
        let watching = try Watching()
        await watching.watch([], recursively: [folder / "tree"])
        folder.shell("mkdir new && echo x > new/x && mv new tree/new")
        await watching.see(folder / "tree/new/x")
        #expect(!watching.seen.isWhole(folder / "tree/new/x"))
        folder.shell("echo y > tree/new/x")
        await watching.see { $0.isWhole(folder / "tree/new/x") }
    }

    @Test("one folder under two names is reported under both")
    func twoNames() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir real && ln -s real link")
        let watching = try Watching()
        await watching.watch([folder / "real", folder / "link"])
        folder.shell("echo x > real/x")
        await watching.see { $0.paths == [folder / "real/x", folder / "link/x"] }
        watching.watcher.watch([folder / "link"])
        watching.forget()
        folder.shell("echo x > real/y")
        await watching.see(folder / "link/y")
        #expect(watching.seen.paths == [folder / "link/y"])
    }

    @Test("the set of folders can be replaced; the same set again is no news, a new folder asks for a rescan")
    func replace() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir a b")
        let watching = try Watching()
        await watching.watch([folder / "a"])
        watching.watcher.watch([folder / "a"])
        #expect(watching.watcher.drain().isEmpty)
        watching.watcher.watch([folder / "a", folder / "b"])
        #expect(watching.watcher.drain() == WatchReport(rescan: true))
        watching.watcher.watch([folder / "b"])
        #expect(watching.watcher.drain().isEmpty)
        folder.shell("echo x > a/x; echo x > b/x")
        await watching.see(folder / "b/x")
        #expect(watching.seen.paths == [folder / "b/x"])
    }

    @Test("a burst of ten thousand files is seen whole, in few hints")
    func burst() async throws {
        let folder = try TemporaryFolder()
        let watching = try Watching()
        await watching.watch([folder.path])
        folder.shell("seq -f '%05g' 10000 | xargs touch && echo x > last")
        await watching.see { $0.rescan || $0.paths.contains(folder / "last") }
        #expect(watching.seen.rescan || watching.seen.paths.count == 10_001)
    }

    @Test("when the kernel's queue overflows, a rescan is asked for and watching goes on")
    func overflow() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir in")
        // Nobody reads yet.
        let watching = try Watching(started: false)
        watching.watcher.watch([], recursively: [folder / "in"])
        _ = watching.watcher.drain()
        let limit = 2 + (try queueLimit())
        folder.shell("cd in && seq \(limit) | xargs touch && mkdir late && rm \(limit)")
        try watching.reactor.start()
        await watching.see { $0.rescan }
        watching.forget()
        folder.shell("echo x > in/late/x.yaml")
        await watching.see(folder / "in/late/x.yaml")
    }

    private func queueLimit() throws -> Int {
        let descriptor = open("/proc/sys/fs/inotify/max_queued_events", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = read(descriptor, &bytes, bytes.count)
        return try #require(Int(String(decoding: bytes.prefix(max(0, count - 1)), as: UTF8.self)))
    }

    @Test("what is written into files is not told to who asks only which files come and go")
    func names() async throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir in && touch in/written in/removed")
        let watching = try Watching { FolderWatcher(reactor: $0, tellsContents: false) }
        await watching.watch([folder / "in"])
        folder.shell("cd in && echo x >> written && touch -d yesterday written && rm removed")
        await watching.see(folder / "in/removed")
        #expect(watching.seen.paths == [folder / "in/removed"])
    }

    @Test("the stream of hints ends with the watcher")
    func end() async throws {
        let reactor = try Reactor()
        try reactor.start()
        defer { reactor.stop() }
        var watcher: FolderWatcher? = FolderWatcher(reactor: reactor)
        let hints = watcher?.hints
        watcher = nil
        var count = 0
        if let hints { for await _ in hints { count += 1 } }
        #expect(count == 0)
    }
}
