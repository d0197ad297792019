import FoundationEssentials
import GantryCore
import GantryTestSupport
import Glibc
import Testing

@testable import GantryTriggers

@Suite("Fingerprints and surveys of files", .timeLimit(.minutes(3)))
struct FileSurveyTests {
    @Test("a fingerprint holds size, times and the SHA-256 of the content")
    func fingerprint() throws {
        let folder = try TemporaryFolder()
        folder.shell("printf abc > a && touch -d '2026-11-02T08:00:00.123456789Z' a")
        let found = try #require(FileFingerprint.of(folder / "a"))
        #expect(found.hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(found.size == 3)
        #expect(found.mtimeNanoseconds == (try at("2026-11-02T08:00:00Z")).nanosecondsSinceEpoch + 123_456_789)
        let copy = try JSONDecoder().decode(FileFingerprint.self, from: JSONEncoder().encode(found))
        #expect(copy == found)
    }

    @Test("what is not there, or no plain file, has none, and nothing hangs")
    func none() throws {
        let folder = try TemporaryFolder()
        folder.shell("mkdir d && mkfifo f && ln -s nowhere l && ln -s d ld")
        for name in ["missing", "d", "f", "l", "ld", "missing/a"] { #expect(FileFingerprint.of(folder / name) == nil) }
    }

    @Test("a file whose content cannot be read is there all the same")
    func unreadable() {
        // The memory of this process is a plain file, and nothing is at its beginning.
        #expect(FileFingerprint.of("/proc/self/mem")?.hash == "unreadable")
    }

    @Test("content is read only where the status differs, or is too new to tell")
    func reuse() throws {
        let folder = try TemporaryFolder()
        folder.shell("echo a > a && touch -d '1 hour ago' a")
        let found = try #require(FileFingerprint.of(folder / "a"))
        let marked = FileFingerprint(
            dev: found.dev, ino: found.ino, size: found.size, mtimeNanoseconds: found.mtimeNanoseconds, hash: "marked"
        )
        #expect(FileFingerprint.of(folder / "a", previous: marked) == marked)
        folder.shell("touch -d '59 minutes ago' a")
        #expect(FileFingerprint.of(folder / "a", previous: marked)?.hash == found.hash)
        folder.shell("touch a")
        let new = try #require(FileFingerprint.of(folder / "a"))
        let newMarked = FileFingerprint(
            dev: new.dev, ino: new.ino, size: new.size, mtimeNanoseconds: new.mtimeNanoseconds, hash: "marked"
        )
        #expect(FileFingerprint.of(folder / "a", previous: newMarked) == new)
    }

    @Test("a survey finds what is asked for, without hidden folders, droppings and linked folders")
    func survey() throws {
        let folder = try TemporaryFolder()
        folder.shell(
            """
            mkdir -p projects/sub/deep .git other && cd projects
            for name in a.yaml sub/b.yaml sub/deep/c.yaml .hidden.yaml notes.txt a.yaml~ .a.yaml.swp ../.git/x.yaml ../other/y.yaml
            do echo x > $name; done
            ln -s ../other linked && ln -s .. loop && ln -s ../other/y.yaml link.yaml && ln -s none dangling.yaml && mkfifo pipe.yaml
            """
        )
        let survey = FileSurvey.scan(root: folder.path) { $0.hasSuffix(".yaml") }
        #expect(
            survey.files.keys.sorted() == [
                "other/y.yaml", "projects/.hidden.yaml", "projects/a.yaml", "projects/link.yaml", "projects/sub/b.yaml",
                "projects/sub/deep/c.yaml",
            ]
        )
        #expect(survey.problems.isEmpty)
        let part = FileSurvey.scan(root: folder.path, under: "projects/sub") { $0.hasPrefix("projects/sub/deep") }
        #expect(part.files.keys.sorted() == ["projects/sub/deep/c.yaml"])
        #expect(FileSurvey.scan(root: folder.path, under: "none") { _ in true } == FileSurvey(files: [:], problems: []))
    }

    @Test("what was known is used where the files look the same")
    func previous() throws {
        let folder = try TemporaryFolder()
        folder.shell("echo a > a && echo b > b && touch -d '1 hour ago' a b")
        let first = FileSurvey.scan(root: folder.path) { _ in true }
        let marked = first.files.mapValues {
            FileFingerprint(
                dev: $0.dev, ino: $0.ino, size: $0.size, mtimeNanoseconds: $0.mtimeNanoseconds, hash: "marked")
        }
        folder.shell("echo c > b")
        let second = FileSurvey.scan(root: folder.path, previous: marked) { _ in true }
        #expect(second.files["a"]?.hash == "marked")
        #expect(second.files["b"]?.hash != "marked")
    }

    @Test(
        "names that mean nothing are known",
        arguments: [
            ("4913", true), ("a~", true), (".a.swp", true), (".a.yaml.swo", true), ("#a#", true), (".#a", true),
            ("a.yaml", false),
            ("#a", false), ("a#", false), ("a.swp", false), ("14913", false), (".a.yaml", false), ("~a", false),
        ]
    )
    func droppings(name: String, isDropping: Bool) {
        #expect(Droppings.isDropping(name) == isDropping)
    }
}
