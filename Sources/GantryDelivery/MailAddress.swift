/// A mailbox with the name that people see: `Gantry <gantry@example.org>`.
package struct MailAddress: Hashable, Sendable {
    /// Empty where there is none.
    package let name: String
    /// `local@domain`, known to be plain.
    package let address: String

    /// Nil where the address is not a plain one: ASCII, one `@`, nothing that ends a header or begins another mailbox.
    package init?(name: String, address: String) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let forbidden = Set(#"<>()[]\,;:""#.utf8)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), address.utf8.count <= 254,
            address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) })
        else { return nil }
        (self.name, self.address) = (name, address)
    }

    /// Reads `gantry@example.org` and `Gantry <gantry@example.org>`; nil for anything else.
    package init?(_ text: String) {
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            self.init(name: "", address: text)
            return
        }
        var name = text[..<open]
        while name.last == " " { name = name.dropLast() }
        if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
        self.init(name: String(name), address: String(text[text.index(after: open)...].dropLast()))
    }
}
