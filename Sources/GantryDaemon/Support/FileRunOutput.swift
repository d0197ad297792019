import GantryCore
import GantryEngine
import GantrySystem
import Glibc

/// What runs print, a file per step: `logs/12/build.log`, readable with any pager.
struct FileRunOutput: RunOutput {
    private let folder: String
    /// Its own: a run that prints much must not hold up the reading of files, nor a slow disk of theirs a run.
    private let thread: BlockingThread

    /// - Throws: `SystemFailure` where the thread cannot be started.
    init(folder: String) throws(SystemFailure) {
        self.folder = folder
        thread = try BlockingThread(name: "gantry-logs")
    }

    func append(_ text: String, run: Int64, step: String) async {
        let (folder, file) = (folder(of: run), path(run, step))
        await thread.run {
            mkdir(folder, 0o750)
            let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
            guard descriptor >= 0 else { return }
            defer { close(descriptor) }
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                guard written > 0 else { return }
                bytes = bytes.dropFirst(written)
            }
        }
    }

    /// What a step printed; empty where it printed nothing.
    func text(run: Int64, step: String) async -> String {
        let file = path(run, step)
        return await thread.run {
            let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { return "" }
            defer { close(descriptor) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
                bytes += buffer.prefix(count)
            }
        }
    }

    /// The runs that printed something.
    func runs() async -> [Int64] {
        await thread.run { [folder] in
            guard
                case .success(let listing) = FolderListing.listing(
                    of: folder, within: FileFence(root: folder, granting: []))
            else { return [] }
            return listing.names.compactMap { Int64($0) }
        }
    }

    /// Forgets what a run printed.
    func remove(run: Int64) async {
        let folder = folder(of: run)
        await thread.run {
            guard
                case .success(let listing) = FolderListing.listing(
                    of: folder, within: FileFence(root: folder, granting: []))
            else { return }
            for name in listing.names { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
    }

    private func folder(of run: Int64) -> String { "\(folder)/\(run)" }

    /// Step ids are letters, digits, `-`, `_` and `.`, so they make file names; a dot in front is kept from leading.
    private func path(_ run: Int64, _ step: String) -> String { "\(folder(of: run))/step-\(step).log" }
}
