/// An entry of the systemd journal, in the form that its socket takes. Source: systemd's "Native Journal Protocol".
struct JournalEntry {
    private(set) var bytes: [UInt8] = []

    /// Adds a field; the same name may come again.
    ///
    /// - Parameter name: capital letters, digits and underscores.
    mutating func add(_ name: String, _ value: String) {
        bytes += Array(name.utf8)
        let value = Array(value.utf8)
        if value.contains(UInt8(ascii: "\n")) {
            // A line break would end the field, so its length says where it ends.
            bytes.append(UInt8(ascii: "\n"))
            withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += $0 }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(UInt8(ascii: "\n"))
    }
}
