/// A name that no other machine, store or restored backup gives to something else: 128 bits of chance.
///
/// What leaves this machine is known by one, such as a mail by its Message-ID. A counted id comes again after a backup
/// was put back, and a receiver that drops doubles would drop news.
public struct RandomToken: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 32 digits of a hexadecimal number.
    public let description: String

    public init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    public init(using generator: inout some RandomNumberGenerator) {
        description = (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// One that was kept as a text.
    public init(stored text: String) { description = text }

    public init(from decoder: any Decoder) throws {
        description = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
