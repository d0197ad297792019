/// An amount of data: `1MiB`.
public struct ByteCount: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Never negative.
    public let bytes: Int

    public init(_ bytes: Int) { self.bytes = max(0, bytes) }

    public static func kibibytes(_ count: Int) -> ByteCount { ByteCount(count * 1024) }

    public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count * 1_048_576) }

    /// Reads `4096`, `64KiB`, `1 MiB`, `2GiB`, and the decimal `kB`, `MB`, `GB`; nil for anything else.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits) else { return nil }
        let factor: Int
        switch text.dropFirst(digits.count).drop(while: { $0 == " " }).lowercased() {
        case "", "b": factor = 1
        case "kb": factor = 1000
        case "mb": factor = 1_000_000
        case "gb": factor = 1_000_000_000
        case "kib": factor = 1024
        case "mib": factor = 1_048_576
        case "gib": factor = 1_073_741_824
        default: return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        bytes = product
    }

    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    /// In the largest binary unit that gives a whole number: `1 MiB`.
    public var description: String {
        for (factor, unit) in [(1_073_741_824, "GiB"), (1_048_576, "MiB"), (1024, "KiB")]
        where bytes >= factor && bytes % factor == 0 {
            return "\(bytes / factor) \(unit)"
        }
        return bytes == 1 ? "1 byte" : "\(bytes) bytes"
    }
}
