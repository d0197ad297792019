package import FoundationEssentials
package import GantryCore

/// What Foundation's encoder makes of a value, in the form that Gantry writes.
package func foundation(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
}

/// Bytes as people read them.
package func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

/// Any value, with texts and keys of all kinds.
package func makeTree(_ random: inout SplitMix, depth: Int) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2: .number(Decimal(Int.random(in: -1_000_000...1_000_000, using: &random)))
    case 3: .number(Decimal(Int.random(in: -9999...9999, using: &random)) / 1000)
    case 4: .text(makeText(&random))
    case 5:
        .list((0..<Int.random(in: 0..<6, using: &random)).map { _ in makeTree(&random, depth: depth - 1) })
    default:
        .map(
            Dictionary(
                (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                    (makeText(&random), makeTree(&random, depth: depth - 1))
                }
            ) { $1 })
    }
}

package func makeText(_ random: inout SplitMix) -> String {
    let pieces = [
        "a", "b", "Z", "_", "10", "2", "/", "\"", "\\", "\n", "\t", "\u{1}", "\u{1B}", "\u{7F}", "\u{2028}", "é", "😀",
        " ",
    ]
    return (0..<Int.random(in: 0..<6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
}
