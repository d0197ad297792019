import FoundationEssentials
import GantrySystem
import Glibc
import Synchronization
import Testing

@Suite struct FileFenceTests {
    @Test("a link that is turned between the look and the reading never gets an outer file read")
    func turnedLink() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/gantry-fence-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let root = folder + "/root"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try Data("inner".utf8).write(to: URL(filePath: root + "/inner"))
        try Data("outer".utf8).write(to: URL(filePath: folder + "/outer"))
        symlink(root + "/inner", root + "/link")
        let isDone = Atomic(false)
        // A thread of its own, so that links are turned while others look.
        let turner = Thread {
            var isOuter = false
            while !isDone.load(ordering: .relaxed) {
                isOuter.toggle()
                symlink(isOuter ? folder + "/outer" : root + "/inner", root + "/next")
                rename(root + "/next", root + "/link")
            }
        }
        defer { turner.join() }
        defer { isDone.store(true, ordering: .relaxed) }
        let fence = FileFence(root: root)
        var (inner, refused) = (0, 0)
        for _ in 0..<20_000 {
            switch fence.open(root + "/link") {
            case .descriptor(let descriptor):
                var bytes = [UInt8](repeating: 0, count: 16)
                let count = read(descriptor, &bytes, bytes.count)
                close(descriptor)
                #expect(String(decoding: bytes[..<max(0, count)], as: UTF8.self) == "inner")
                inner += 1
            case .refused: refused += 1
            case .failed(let code): Issue.record("errno \(code)")
            }
        }
        // Both were met, so the link was turned meanwhile.
        #expect(inner > 0 && refused > 0)
    }

    /// A thread that is waited for.
    private final class Thread: @unchecked Sendable {
        private var thread = pthread_t()
        private let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
            let context = Unmanaged.passRetained(self).toOpaque()
            pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Thread>.fromOpaque(context).takeRetainedValue().body()
                    return nil
                }, context)
        }

        func join() { pthread_join(thread, nil) }
    }
}
