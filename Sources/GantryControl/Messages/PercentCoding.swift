/// Percent-encoding of the parts of a request's target. Source: RFC 3986, section 2.
package enum PercentCoding {
    private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

    /// All but unreserved characters escaped.
    package static func encode(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            if unreserved.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    /// The text with its escapes undone; nil where they are not well-formed or no UTF-8.
    package static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let high = hexValue(digits.first), let low = hexValue(digits.last) else {
                return nil
            }
            bytes.append(high << 4 | low)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ digit: UInt8?) -> UInt8? {
        switch digit {
        case (UInt8(ascii: "0")...UInt8(ascii: "9"))?: digit.map { $0 - UInt8(ascii: "0") }
        case (UInt8(ascii: "a")...UInt8(ascii: "f"))?: digit.map { $0 - UInt8(ascii: "a") + 10 }
        case (UInt8(ascii: "A")...UInt8(ascii: "F"))?: digit.map { $0 - UInt8(ascii: "A") + 10 }
        default: nil
        }
    }
}
