/// A text as one word of a shell: quoted where a shell would read it as anything else.
package func shellQuoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.unicodeScalars.allSatisfy(isPlainInShell)
    return isPlain
        ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}

private func isPlainInShell(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "-_./:@%+,=".unicodeScalars.contains(scalar)
}
