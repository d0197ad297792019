import Glibc

/// The log beside a SQLite database, as <https://sqlite.org/walformat.html> has it.
///
/// SQLite reads it up to the first frame that is not whole and takes the rest for something that was never finished. That
/// is right after a crash, and wrong where the log was damaged: then commits that were answered are gone without a word.
package struct WriteAheadLog {
    private static let (headSize, frameHeadSize) = (32, 24)

    private let bytes: [UInt8]

    /// - Parameter path: of the log; one that is missing or cannot be read is empty.
    package init(path: String) {
        var bytes: [UInt8] = []
        if let file = fopen(path, "re") {
            defer { fclose(file) }
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        }
        self.bytes = bytes
    }

    /// Whether a commit stands behind a place where the log is damaged, and something was written after it: so it had been
    /// synced. The last commit may be torn by a crash, and what is cut off cannot be told from what was never written.
    package var hasLostCommits: Bool {
        guard bytes.count > Self.headSize else { return false }
        let pageSize = Int(word(at: 8))
        guard let isBigEndian, pageSize >= 512, pageSize <= 65_536 else { return true }
        let sum = checksum(0..<24, after: (0, 0), isBigEndian)
        guard sum == (word(at: 24), word(at: 28)) else { return true }
        var (previous, start) = (sum, Self.headSize)
        var (isDamaged, hasCommit) = (false, false)
        while start + Self.frameHeadSize + pageSize <= bytes.count {
            let page = start + Self.frameHeadSize
            let head = checksum(start..<(start + 8), after: previous, isBigEndian)
            let stored = (word(at: start + 16), word(at: start + 20))
            let isOfThisLog = bytes[(start + 8)..<(start + 16)].elementsEqual(bytes[16..<24])
            let isWhole = isOfThisLog && checksum(page..<(page + pageSize), after: head, isBigEndian) == stored
            if hasCommit, isWhole { return true }
            // A transaction that was taken back leaves whole frames, too, and never the last one, which has a size.
            hasCommit = isDamaged && isWhole && word(at: start + 4) != 0
            isDamaged = isDamaged || !isWhole
            (previous, start) = (stored, page + pageSize)
        }
        return false
    }

    /// Keeps it as it is beside the database, under a name that is not taken.
    ///
    /// - Returns: where; nil where that cannot be done.
    package func keep(beside path: String) -> String? {
        for number in 1...1000 {
            let place = "\(path).damaged-\(number)"
            guard let file = fopen(place, "wxe") else {
                if errno == EEXIST { continue }
                return nil
            }
            defer { fclose(file) }
            return fwrite(bytes, 1, bytes.count, file) == bytes.count ? place : nil
        }
        return nil
    }

    /// In which order checksums read their words; nil where this is no such log.
    private var isBigEndian: Bool? {
        switch word(at: 0) {
        case 0x377f_0682: false
        case 0x377f_0683: true
        default: nil
        }
    }

    private func word(at offset: Int) -> UInt32 { word(at: offset, isBigEndian: true) }

    private func word(at offset: Int, isBigEndian: Bool) -> UInt32 {
        let word = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
        return isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
    }

    private func checksum(
        _ range: Range<Int>, after seed: (UInt32, UInt32), _ isBigEndian: Bool
    ) -> (UInt32, UInt32) {
        var (first, second) = seed
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
            first &+= word(at: offset, isBigEndian: isBigEndian) &+ second
            second &+= word(at: offset + 4, isBigEndian: isBigEndian) &+ first
        }
        return (first, second)
    }
}
