import GantryCore

/// What a verb prints with: the terminal, and the reader's clock.
struct Display: Sendable {
    let terminal: Terminal
    let moments: Moments

    func styled(_ text: String, _ style: Terminal.Style) -> String { terminal.styled(text, style) }

    /// A line that stays within the terminal, wrapped at spaces, later lines indented.
    func paragraph(_ text: String, indent: Int = 0, hanging: Int = 0, style: Terminal.Style = .plain) -> [String] {
        let text = text.printableLine
        guard terminal.isInteractive else { return [String(repeating: " ", count: indent) + text] }
        let first = String(repeating: " ", count: indent)
        let later = String(repeating: " ", count: indent + hanging)
        return text.wrapped(to: max(12, terminal.width - indent - hanging)).enumerated().map {
            ($0.offset == 0 ? first : later) + terminal.styled($0.element, style)
        }
    }

    /// Diagnostics as every part of Gantry prints them; on a terminal their first words carry colour.
    func diagnostics(_ diagnostics: [Diagnostic]) -> [String] {
        diagnostics.sortedByPlace().flatMap { diagnostic in
            var lines = wrapped(diagnostic)
            let word = "\(diagnostic.severity.rawValue): "
            if let range = lines[0].firstRange(of: word) {
                lines[0].replaceSubrange(range, with: styled(word, Self.style(diagnostic.severity)))
            }
            return lines
        }
    }

    /// A diagnostic whose message and hint stay within the terminal. The line of the file is not broken: the mark under
    /// it would no longer stand where it belongs.
    func wrapped(_ diagnostic: Diagnostic) -> [String] {
        let lines = diagnostic.description.printableLines.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().flatMap { index, line in
            if index == 0 { return paragraph(String(line), hanging: 2) }
            guard diagnostic.excerpt == nil else {
                return index == 2 ? marked(String(line), diagnostic) : [String(line)]
            }
            return paragraph(String(line.drop { $0 == " " }), indent: 2, hanging: 6)
        }
    }

    /// The mark under the line of the file, with its hint beside it, or below it where there is no room.
    private func marked(_ line: String, _ diagnostic: Diagnostic) -> [String] {
        guard terminal.isInteractive, line.columns > terminal.width, let hint = diagnostic.hint?.printableLines,
            line.hasSuffix(" " + hint)
        else { return [line] }
        let margin = "      | "
        return [String(line.dropLast(hint.count + 1))]
            + hint.wrapped(to: max(12, terminal.width - margin.columns)).map { margin + $0 }
    }

    static func style(_ severity: Diagnostic.Severity) -> Terminal.Style {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .note: .dim
        }
    }

    static func style(_ severity: Finding.Severity) -> Terminal.Style {
        switch severity {
        case .critical: .red
        case .warning: .yellow
        case .info: .plain
        }
    }

    /// `timed out`
    static func spoken(_ state: String) -> String { state.split(separator: "_").joined(separator: " ") }

    static func style(_ state: Run.State) -> Terminal.Style {
        switch state {
        case .succeeded: .green
        case .failed, .timedOut, .interrupted: .red
        case .cancelled: .yellow
        case .queued, .running: .plain
        }
    }
}

extension [String] {
    /// Lines as one text with an end to each.
    var text: String { map { $0 + "\n" }.joined() }
}
