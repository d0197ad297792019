import GantryCore

extension YAMLSyntaxProblem {
    /// The mistake in plain words, at the place where it was made rather than where libyaml noticed it.
    func diagnostic(in source: SourceText) -> Diagnostic {
        let finding = SyntaxFinder(self, source).find()
        return Diagnostic(.error, .notYAML, in: source, finding.range, finding.message, hint: finding.hint)
    }
}

/// What is wrong, where, and what to do.
struct SyntaxFinding {
    let range: Range<Int>
    let message: String
    let hint: String?

    init(_ range: Range<Int>, _ message: String, _ hint: String? = nil) {
        (self.range, self.message, self.hint) = (range, message, hint)
    }
}

/// Finds out, from libyaml's message and the text around its marks, what the author did.
struct SyntaxFinder {
    let problem: String
    let context: String
    /// Where libyaml noticed, and where what it was reading began.
    let place: Int
    let begin: Int
    let text: SyntaxText

    init(_ problem: YAMLSyntaxProblem, _ source: SourceText) {
        (self.problem, context, place) = (problem.problem, problem.context, problem.byte)
        begin = problem.contextByte ?? problem.byte
        text = SyntaxText(source)
    }

    func find() -> SyntaxFinding {
        if text.byte(at: place) == UInt8(ascii: "\t") || problem.contains("tab character") { return tab }
        for (words, explain) in explanations where problem.contains(words) {
            if let finding = explain() { return finding }
        }
        return SyntaxFinding(place..<place, "not YAML: \(problem)")
    }

    /// By what libyaml says. Source: reader.c, scanner.c and parser.c of libyaml 0.2.5.
    private var explanations: [(words: String, explain: () -> SyntaxFinding?)] {
        [
            ("control characters are not allowed", controlCharacter),
            ("cannot start any token", { forbiddenStart() }),
            ("expected ',' or ']'", openBracket),
            ("expected ',' or '}'", openBracket),
            ("unexpected end of stream", openQuote),
            ("unexpected document indicator", openQuote),
            ("mapping values are not allowed", strayColon),
            ("could not find expected ':'", keyWithoutColon),
            ("expected '-' indicator", keyAmongItems),
            ("did not find expected key", strayLine),
            ("alphabetic or numeric character", forbiddenContextStart),
            ("expected node content", missingValue),
            ("unknown escape character", unknownEscape),
            ("hexdecimal number", brokenEscape),
            ("comment or line break", blockHeader),
            ("block sequence entries are not allowed", itemOnKeyLine),
            ("mapping keys are not allowed", { forbiddenStart() }),
            ("<document start>", afterDocument),
            ("directive", directive),
            ("incompatible YAML document", directive),
            ("unexpected ':'", colonInFlow),
            ("non-alphabetical character", directive),
            ("indentation indicator", blockHeader),
            ("tag", brokenTag),
            ("expected '>'", brokenTag),
            ("expected whitespace or line break", brokenTag),
        ]
    }

    // MARK: Characters

    private var tab: SyntaxFinding {
        let line = text.line(at: place)
        // The mark may be in front of the tab, at the start of the line.
        let start =
            text.byte(at: place) == UInt8(ascii: "\t") ? place : text.first(UInt8(ascii: "\t"), in: line) ?? place
        let end = text.end(of: UInt8(ascii: "\t"), from: start)
        let message =
            text.isIndentation(line.lowerBound..<start)
            ? "the line is indented with a tab" : "a tab stands before a value"
        return SyntaxFinding(start..<end, message, "use spaces")
    }

    private func controlCharacter() -> SyntaxFinding? {
        let scalar = text.scalar(at: place)
        let code = scalar.map { String($0.value, radix: 16, uppercase: true) } ?? ""
        let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
        let end = place + (scalar.map { UTF8.width($0) } ?? 0)
        return SyntaxFinding(
            place..<end, "a control character, U+\(padded), stands here",
            "remove it; in double quotes it is \\u\(padded)")
    }

    private func forbiddenStart() -> SyntaxFinding? { forbiddenStart(at: place) }

    private func forbiddenContextStart() -> SyntaxFinding? { forbiddenStart(at: begin) }

    private func forbiddenStart(at byte: Int) -> SyntaxFinding? {
        guard let scalar = text.scalar(at: byte) else { return nil }
        let rest = text.restOfEntry(from: byte)
        return SyntaxFinding(rest, "a text cannot begin with '\(scalar)' unless it is in quotes", text.quoted(rest))
    }

    // MARK: Brackets and quotes

    private func openBracket() -> SyntaxFinding? {
        guard let open = text.scalar(at: begin) else { return nil }
        let close = open == "[" ? "]" : "}"
        let opening = begin..<(begin + 1)
        let found = text.byte(at: place)
        if found == UInt8(ascii: "]") || found == UInt8(ascii: "}"), let wrong = text.scalar(at: place) {
            let message =
                "'\(wrong)' stands here, but it is a '\(open)' that is open, from line \(text.lineNumber(begin))"
            return SyntaxFinding(place..<(place + 1), message, "write '\(close)'")
        }
        let line = text.line(at: place)
        let isFarther = text.indentation(of: line) > text.indentation(of: text.line(at: begin))
        if text.isAtEnd(place) || (text.lineNumber(place) > text.lineNumber(begin) && !isFarther) {
            return SyntaxFinding(opening, "this '\(open)' is never closed", "add '\(close)'")
        }
        let start = text.lineNumber(place) > text.lineNumber(begin) ? text.contentStart(of: line) : place
        return SyntaxFinding(
            text.word(from: start),
            "a ',' is missing before this, or the '\(open)' in line \(text.lineNumber(begin)) is not closed",
            "separate the entries by ','"
        )
    }

    private func openQuote() -> SyntaxFinding? {
        guard let quote = text.scalar(at: begin), quote == "\"" || quote == "'" else { return nil }
        let inside =
            quote == "'"
            ? "close it; an apostrophe inside is written twice, ''" : "close it; a '\"' inside is written \\\""
        return SyntaxFinding(
            text.restOfLine(from: begin), "the text that begins here with \(quote) has no closing quote", inside)
    }

    private func textBehindQuote() -> SyntaxFinding? {
        guard let before = text.lastContent(before: place), text.lineNumber(before) == text.lineNumber(place) else {
            return nil
        }
        switch text.byte(at: before) {
        case UInt8(ascii: "'"):
            let hint =
                before + 1 == place
                ? "an apostrophe inside single quotes is written twice, ''" : "put all of it into the quotes"
            return SyntaxFinding(text.restOfLine(from: place), "text follows the closing quote", hint)
        case UInt8(ascii: "\""):
            return SyntaxFinding(
                text.restOfLine(from: place), "text follows the closing quote",
                "put all of it into the quotes; a '\"' inside is written \\\"")
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            return SyntaxFinding(
                text.restOfLine(from: place), "text follows the closing bracket",
                "put the whole value in quotes, or remove the rest")
        default: return nil
        }
    }

    // MARK: Keys and lines

    private func strayColon() -> SyntaxFinding? {
        let line = text.line(at: place)
        if place - line.lowerBound > 1024 {
            return SyntaxFinding(place..<place, "a key is longer than 1024 characters")
        }
        if let value = text.valueStart(in: line), value < place {
            let rest = text.restOfValue(from: value)
            return SyntaxFinding(
                rest, "this text holds a ': ', which makes it look like another key", text.quoted(rest))
        }
        guard let previous = text.contentLine(before: line) else {
            return SyntaxFinding(place..<place, "a key cannot stand here", "begin it on a line of its own")
        }
        if let finding = missingSpace(in: previous) { return finding }
        let key = text.contentStart(of: line)
        return SyntaxFinding(
            key..<place,
            "this key is indented under line \(text.lineNumber(previous.lowerBound)), which has a value already",
            "line it up with the keys it belongs to"
        )
    }

    /// `due:2026-12-18`: to YAML one word.
    private func missingSpace(in line: Range<Int>) -> SyntaxFinding? {
        guard let colon = text.tightColon(in: line) else { return nil }
        let start = text.contentStart(of: line)
        let (key, value) = (text.string(start..<colon), text.string(text.restOfValue(from: colon + 1)))
        return SyntaxFinding(colon..<(colon + 1), "a space is missing after the ':'", "write '\(key): \(value)'")
    }

    private func colonInFlow() -> SyntaxFinding? {
        SyntaxFinding(place..<(place + 1), "a space is missing after this ':'", "write ': ', or put the text in quotes")
    }

    private func keyWithoutColon() -> SyntaxFinding? {
        if let finding = missingSpace(in: text.line(at: begin)) { return finding }
        let rest = text.restOfValue(from: begin)
        return SyntaxFinding(
            rest, "this line has no ':'",
            "write '\(text.string(rest).shortened(to: 40)): …', or indent it to go on with the text above")
    }

    private func keyAmongItems() -> SyntaxFinding? {
        if let finding = textBehindQuote() { return finding }
        return SyntaxFinding(
            text.word(from: place), "this is no item of the list that begins in line \(text.lineNumber(begin))",
            "begin it with '- ', or line it up with what it belongs to"
        )
    }

    private func strayLine() -> SyntaxFinding? {
        if let finding = textBehindQuote() { return finding }
        let line = text.line(at: place)
        guard text.isIndentation(line.lowerBound..<place) else {
            return SyntaxFinding(
                text.restOfLine(from: place), "this is no key and no value", "put the whole value in quotes")
        }
        if text.byte(at: place) == UInt8(ascii: "-") {
            return SyntaxFinding(
                place..<(place + 1), "an item of a list stands here among keys", "put it under a key, or remove the '-'"
            )
        }
        if text.valueStart(in: line) == nil, !text.endsWithColon(line) {
            return SyntaxFinding(
                text.restOfLine(from: place), "this line has no key",
                "a text over several lines holds no comments between")
        }
        return SyntaxFinding(
            text.word(from: place), "the indentation of this line fits none above",
            "line it up with the keys it belongs to")
    }

    private func missingValue() -> SyntaxFinding? {
        if text.isAtEnd(place), let open = text.openBracket(before: place) {
            return SyntaxFinding(
                open..<(open + 1), "this '\(text.string(open..<(open + 1)))' is never closed", "close it")
        }
        guard let scalar = text.scalar(at: place) else {
            return SyntaxFinding(place..<place, "a value is missing here")
        }
        let range = place..<(place + UTF8.width(scalar))
        if context.contains("flow node"), scalar == "," || scalar == ":" {
            return SyntaxFinding(range, "nothing stands before this '\(scalar)'", "remove it, or write what is missing")
        }
        if scalar == "]" || scalar == "}" {
            return SyntaxFinding(range, "this '\(scalar)' closes nothing", "remove it, or put the text in quotes")
        }
        if text.string(text.line(at: place)).hasPrefix("...") {
            return SyntaxFinding(place..<(place + 3), "'...' ends a file before it began", "remove it")
        }
        return forbiddenStart()
    }

    private func itemOnKeyLine() -> SyntaxFinding? {
        let rest = text.restOfValue(from: place)
        let item = text.string(rest).dropFirst(2).shortened
        return SyntaxFinding(
            rest, "a list cannot begin on the line of its key", "write [\(item)], or begin a new line with '- '")
    }

    // MARK: The rest

    private func unknownEscape() -> SyntaxFinding? {
        let end = min(text.source.bytes.count, place + 2)
        return SyntaxFinding(
            place..<end, "'\(text.string(place..<end))' means nothing in double quotes",
            "write \\\\ for a backslash, or use single quotes"
        )
    }

    private func brokenEscape() -> SyntaxFinding? {
        SyntaxFinding(
            place..<place, "hexadecimal digits are missing in this escape",
            "write \\\\ for a backslash, or use single quotes")
    }

    private func blockHeader() -> SyntaxFinding? {
        guard let sign = text.scalar(at: begin) else { return nil }
        return SyntaxFinding(
            text.restOfLine(from: place), "a text begun with '\(sign)' starts on the next line",
            "break the line here, or put the text in quotes"
        )
    }

    private func afterDocument() -> SyntaxFinding? {
        textBehindQuote()
            ?? SyntaxFinding(
                text.restOfLine(from: place), "the file's content has ended above",
                "remove a '...', or indent this line")
    }

    private func directive() -> SyntaxFinding? {
        let line = text.line(at: place)
        return SyntaxFinding(
            line, "a line that begins with '%' is an instruction to YAML that is not known",
            "remove the line, or put the text in quotes")
    }

    private func brokenTag() -> SyntaxFinding? {
        let start = text.byte(at: begin) == UInt8(ascii: "!") ? begin : place
        let rest = text.restOfEntry(from: start)
        return SyntaxFinding(rest, "a text cannot begin with '!' unless it is in quotes", text.quoted(rest))
    }
}

extension Substring {
    fileprivate var shortened: String { String(self).shortened(to: 40) }
}
