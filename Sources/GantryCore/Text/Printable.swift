/// Text of others, made harmless to show: what stands in files, what commands and plugins print and what clients send
/// goes through here before it is printed into a log, on a terminal, or into a mail.
extension String {
    /// The text with something else in the place of each character that steers what shows it.
    ///
    /// - Parameters:
    ///   - replacement: stands for each of them; nil leaves them out.
    ///   - kept: characters that stay although they steer, such as tabs.
    package func printable(
        _ replacement: Unicode.Scalar? = "?", keeping kept: [Unicode.Scalar] = []
    ) -> String {
        guard !isPlain else { return self }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if !scalar.isSteering || kept.contains(scalar) {
                result.append(scalar)
            } else if let replacement {
                result.append(replacement)
            }
        }
        return String(result)
    }

    /// One line: line ends and tabs become spaces, the rest of what steers `?`.
    package var printableLine: String {
        guard !isPlain else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 })).printable()
    }

    /// Several lines, whose ends and tabs stay. A line may end as in mails and on Windows; the end is a plain one then.
    package var printableLines: String {
        // Long texts are printed, and nearly all are of such.
        let isHarmless = utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A || $0 == 0x09 }
        guard !isHarmless else { return self }
        let text = utf8.contains(0x0D) ? replacing("\r\n", with: "\n") : self
        return text.printable(keeping: ["\n", "\t"])
    }

    /// Whether it holds nothing but printable ASCII, of which each byte is a column.
    package var isPlain: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
}

extension Unicode.Scalar {
    /// Whether it moves the cursor, ends a line, or changes the order in which other characters are shown, as the
    /// controls of a terminal do, Unicode's ends of lines and paragraphs, and the embeddings, overrides and isolates of
    /// its bidirectional algorithm.
    ///
    /// Source: ECMA-48, C0 and C1; Unicode Standard Annex 9, section 2.
    package var isSteering: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
