import GantryCore
import Testing

@testable import GantryTriggers

private let start = Instant(secondsSinceEpoch: 1_800_000_000)

private func after(_ milliseconds: Int) -> Instant { start + .milliseconds(milliseconds) }

/// A file with a content, written at a time.
private func file(_ content: String, _ written: Int64 = 0) -> FileFingerprint {
    FileFingerprint(dev: 1, ino: 2, size: Int64(content.utf8.count), mtimeNanoseconds: written, hash: content)
}

extension [FilesEffect] {
    fileprivate var fired: [FileSet] {
        compactMap { effect in
            guard case .fire(let set) = effect else { return nil }
            return set
        }
    }
}

@Suite("The machine for files")
struct FilesMachineTests {
    private func machine(settle: Int = 500, _ known: [String: FileFingerprint] = ["a": file("A")]) -> FilesMachine {
        FilesMachine(known: known, settle: .milliseconds(settle))
    }

    @Test("it fires once the files have been quiet, with the last content")
    func settle() {
        var machine = machine()
        #expect(machine.on(.observed(path: "a", fingerprint: file("B"), at: after(0))) == [.arm(after(500))])
        #expect(machine.on(.observed(path: "a", fingerprint: file("C"), at: after(300))) == [.arm(after(800))])
        #expect(machine.on(.tick(at: after(500))) == [.arm(after(800))])
        let set = FileSet(changes: [.init(path: "a", kind: .modified, hash: "C")], sequence: 1)
        #expect(machine.on(.tick(at: after(800))) == [.fire(set)])
        #expect(machine.known == ["a": file("C")])
        #expect(machine.due == nil)
        #expect(machine.on(.tick(at: after(900))).isEmpty)
    }

    @Test("files that never rest fire at the cap")
    func cap() {
        var machine = machine()
        var fired: [(Int, FileSet)] = []
        for time in stride(from: 0, through: 12_000, by: 400) {
            let effects = machine.on(.observed(path: "a", fingerprint: file("\(time)"), at: after(time)))
            fired += effects.fired.map { (time, $0) }
            if let due = machine.due { #expect(due <= after(time + 10_000)) }
        }
        #expect(fired.map(\.0) == [10_000])
        #expect(fired.first?.1.changes.first?.hash == "10000")
    }

    @Test("settle 0 fires at each change")
    func atOnce() {
        var machine = machine(settle: 0)
        let first = machine.on(.observed(path: "a", fingerprint: file("B"), at: after(0))).fired
        let second = machine.on(.observed(path: "a", fingerprint: file("A"), at: after(1))).fired
        #expect(first.map(\.changes) == [[.init(path: "a", kind: .modified, hash: "B")]])
        #expect(second.map(\.changes) == [[.init(path: "a", kind: .modified, hash: "A")]])
    }

    @Test("A → B → A is two firings with different keys, and so is the next A → B")
    func sequence() {
        var machine = machine(settle: 0)
        let keys = ["B", "A", "B", "A"].enumerated().flatMap { index, content in
            machine.on(.observed(path: "a", fingerprint: file(content), at: after(index))).fired.map(\.key)
        }
        #expect(keys == ["1 a@B", "2 a@A", "3 a@B", "4 a@A"])
        var restarted = FilesMachine(known: machine.known, sequence: machine.sequence, settle: .zero)
        #expect(restarted.on(.observed(path: "a", fingerprint: file("B"), at: after(9))).fired.map(\.key) == ["5 a@B"])
    }

    @Test("content that is back to what it was before it settled does not fire")
    func back() {
        var machine = machine()
        _ = machine.on(.observed(path: "a", fingerprint: file("B"), at: after(0)))
        #expect(machine.on(.observed(path: "a", fingerprint: file("A", 7), at: after(100))).isEmpty)
        #expect(machine.due == nil)
        #expect(machine.on(.tick(at: after(500))).isEmpty)
        // A later look at the same file needs no reading.
        #expect(machine.known["a"] == file("A", 7))
    }

    @Test("a file that comes and goes before it settled does not fire")
    func cameAndWent() {
        var machine = machine()
        _ = machine.on(.observed(path: "new", fingerprint: file("N"), at: after(0)))
        _ = machine.on(.observed(path: "new", fingerprint: nil, at: after(10)))
        #expect(machine.due == nil)
        _ = machine.on(.observed(path: "a", fingerprint: nil, at: after(20)))
        _ = machine.on(.observed(path: "a", fingerprint: file("A", 3), at: after(30)))
        #expect(machine.on(.tick(at: after(2000))).isEmpty)
    }

    @Test("the same content written again is nothing, and keeps other changes from settling no longer")
    func touched() {
        var machine = machine(["a": file("A"), "b": file("B")])
        #expect(machine.on(.observed(path: "a", fingerprint: file("A", 5), at: after(0))).isEmpty)
        _ = machine.on(.observed(path: "b", fingerprint: file("C"), at: after(0)))
        #expect(machine.on(.observed(path: "a", fingerprint: file("A", 5), at: after(400))).isEmpty)
        #expect(machine.on(.tick(at: after(500))).fired.count == 1)
    }

    @Test("a set names created, modified and deleted files by path")
    func kinds() {
        var machine = machine(["a": file("A"), "z": file("Z"), "same": file("S")])
        let now: [String: FileFingerprint] = ["z": file("Y"), "m": file("M"), "same": file("S", 9)]
        #expect(machine.on(.rescanned(now, at: after(0))) == [.arm(after(500))])
        let set = machine.on(.tick(at: after(500))).fired.first
        #expect(
            set?.changes == [
                .init(path: "a", kind: .deleted, hash: nil), .init(path: "m", kind: .created, hash: "M"),
                .init(path: "z", kind: .modified, hash: "Y"),
            ]
        )
        #expect(set?.key == "1 a@deleted m@M z@Y")
        #expect(machine.known == now)
        #expect(machine.on(.rescanned(now, at: after(600))).isEmpty)
    }

    @Test("a new trigger does not fire for the files that are there, and changes while it was down fire once")
    func start() {
        var machine = machine(["a": file("A")])
        #expect(machine.on(.rescanned(["a": file("A")], at: after(0))).isEmpty)
        var restarted = FilesMachine(known: machine.known, sequence: machine.sequence)
        _ = restarted.on(.rescanned(["a": file("B"), "b": file("B")], at: after(0)))
        #expect(restarted.on(.tick(at: after(500))).fired.map(\.changes.count) == [2])
        #expect(restarted.on(.rescanned(["a": file("B"), "b": file("B")], at: after(600))).isEmpty)
    }

    @Test("a rescan of ten thousand changed files is one firing with a short key that depends on all of them")
    func many() {
        func keys(_ last: String) -> [String] {
            var machine = machine(settle: 0, [:])
            let files = Dictionary(uniqueKeysWithValues: (0..<10_000).map { ("f\($0)", file($0 == 9999 ? last : "x")) })
            return machine.on(.rescanned(files, at: after(0))).fired.map(\.key)
        }
        let (first, second) = (keys("x"), keys("y"))
        #expect(first.count == 1)
        #expect(first[0].hasPrefix("1 f0@x f1@x f10@x f100@x and 9996 more@"))
        #expect(first[0].utf8.count < 100)
        #expect(first != second)
        #expect(first == keys("x"))
    }

    @Test("a clock that is put back delays nothing beyond the settling time")
    func clockBack() {
        var machine = machine()
        _ = machine.on(.observed(path: "a", fingerprint: file("B"), at: after(0)))
        #expect(machine.on(.tick(at: after(-3_600_000))) == [.arm(after(-3_600_000 + 500))])
        #expect(machine.on(.tick(at: after(-3_600_000 + 500))).fired.count == 1)
    }

    @Test("expressions see path, change and hash")
    func value() {
        let set = FileSet(
            changes: [.init(path: "b", kind: .deleted, hash: nil), .init(path: "a", kind: .created, hash: "A")],
            sequence: 1)
        #expect(
            set.value.json
                == #"[{"change":"created","hash":"A","path":"a"},{"change":"deleted","hash":null,"path":"b"}]"#
        )
    }
}
