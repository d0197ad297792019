import CLinux
import Glibc

/// The calls to the system that a watcher makes; a test can have them fail.
protocol WatchCalls: Sendable {
    /// The number of the watch, or a negative errno. Watching the same folder again gives the same number.
    func watch(_ path: String, following: Bool) -> Int32
    func unwatch(_ number: Int32)
    /// Whether the folder may change without inotify's knowing.
    func isRemote(_ path: String) -> Bool
}

/// The calls to inotify.
struct InotifyCalls: WatchCalls {
    let descriptor: Int32
    /// Whether what is written into files is told, and not only which files come and go.
    var tellsContents = true

    func watch(_ path: String, following: Bool) -> Int32 {
        descriptor < 0
            ? descriptor : clinux_inotify_watch(descriptor, path, following ? 1 : 0, tellsContents ? 1 : 0)
    }

    func unwatch(_ number: Int32) { clinux_inotify_unwatch(descriptor, number) }

    func isRemote(_ path: String) -> Bool { clinux_is_remote(path) == 1 }
}

/// One event of inotify.
struct FolderEvent: Hashable {
    /// -1 for an overflow.
    let watch: Int32
    let mask: UInt32
    /// Of the file or folder in the watched folder; empty where the event is of the folder itself, nil where the name
    /// is not UTF-8.
    let name: String?

    func has(_ bits: UInt32) -> Bool { mask & bits != 0 }

    /// The events in what was read from an inotify descriptor.
    static func all(in bytes: UnsafeRawBufferPointer) -> [FolderEvent] {
        let headSize = 16
        var events: [FolderEvent] = []
        var offset = 0
        while offset + headSize <= bytes.count {
            let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            guard length <= bytes.count - offset - headSize else { break }
            let name = bytes[(offset + headSize)..<(offset + headSize + length)].prefix { $0 != 0 }
            events.append(
                FolderEvent(
                    watch: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self),
                    mask: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self),
                    name: String(validating: name, as: UTF8.self)
                )
            )
            offset += headSize + length
        }
        return events
    }
}
