import FoundationEssentials
import GantryCore
import GantryYAML

/// Reads a task on one line: `30wd ben+chi after design+2wd, api due 2026-12-18 40%`.
///
/// The parts may stand in any order; each stands once.
struct TaskLine {
    static let parts = "[30wd | 10pd | milestone] [ben+chi] [after design+2wd, api] [due 2026-12-18] [40%]"

    static let form = "the form is ID: \(parts)"

    private static let keywords = ["milestone", "after", "start", "due", "left", "said", "started", "finished"]

    private static let units = ["wd", "pd", "%"]

    private let node: YAMLNode
    private let collector: DiagnosticCollector
    private let words: [Word]
    private var next = 0
    private var task: ProjectTask
    private var seen: [String] = []
    /// A keyword was misspelt: what follows it, up to the next one, was meant for it.
    private var isAfterSlip = false

    /// - Parameter node: a scalar; an empty one is a task of which nothing is known yet.
    static func read(_ id: String, at position: SourcePosition, _ node: YAMLNode, _ collector: DiagnosticCollector)
        -> ProjectTask
    {
        var line = TaskLine(node, ProjectTask(id: id, position: position), collector)
        while let word = line.take() { line.read(word) }
        return line.task
    }

    private init(_ node: YAMLNode, _ task: ProjectTask, _ collector: DiagnosticCollector) {
        (self.node, self.task, self.collector) = (node, task, collector)
        words = Word.split(node.text ?? "")
    }

    private mutating func take() -> Word? {
        guard next < words.count else { return nil }
        defer { next += 1 }
        return words[next]
    }

    private mutating func read(_ word: Word) {
        if Self.keywords.contains(word.text) { isAfterSlip = false }
        if isAfterSlip { return }
        switch word.text {
        case "milestone": if isFirst("milestone", word) { task.isMilestone = true }
        case "after": readLinks(after: word)
        case "start": task.start = readDate(word) ?? task.start
        case "due": task.due = readDate(word) ?? task.due
        case "said": task.said = readDate(word) ?? task.said
        case "started": task.started = readDate(word) ?? task.started
        case "finished": task.finished = readDate(word) ?? task.finished
        case "left":
            let left = operand(of: word, "a number of working days such as 3wd") { WorkingDays($0) }
            task.left = left ?? task.left
        default: readBare(word)
        }
    }

    /// A part without a keyword: it shows by its form what it is.
    private mutating func readBare(_ word: Word) {
        if let days = WorkingDays(word.text) {
            if isFirst("duration", word) { task.duration = located(.single(days), word) }
        } else if let days = PersonDays(word.text) {
            if isFirst("effort", word) { task.effort = located(.single(days), word) }
        } else if let percent = Percent(word.text) {
            if isFirst("percentage", word) { task.percent = located(percent, word) }
        } else if next < words.count, Decimal(exactly: word.text) != nil, Self.units.contains(words[next].text) {
            let unit = words[next]
            next += 1
            fail(word, "'\(word.text) \(unit.text)' has a space in it", hint: "write \(word.text)\(unit.text)")
        } else if word.text.first.map({ $0.isNumber || $0 == "-" }) ?? true {
            let unit =
                "a duration is in working days (30wd), an effort in person-days (10pd), progress in percent (40%)"
            fail(word, "'\(word.text)' has no place in a task", hint: unit)
        } else {
            readOwners(word)
        }
    }

    private mutating func readOwners(_ word: Word) {
        guard !seen.contains("owners") else {
            explainSecondOwner(word)
            return
        }
        seen.append("owners")
        // Nobody is called 2wd: `+2wd` belongs to a list that is not there.
        guard !word.text.hasPrefix("+") else {
            fail(word, "'\(word.text)' has no place in a task", hint: Self.form)
            return
        }
        for part in word.split(at: "+") {
            if Identifier.isValid(part.text) {
                task.who.append(located(part.text, part))
            } else {
                fail(part, "'\(part.text)' has no place in a task", hint: Self.form)
            }
        }
    }

    /// Two words where one owner may stand: mostly the first is a keyword with a slip in it.
    private mutating func explainSecondOwner(_ word: Word) {
        if let previous = words[..<(next - 1)].last, let meant = suggestion(for: previous.text, among: Self.keywords) {
            fail(previous, "unknown word '\(previous.text)' in a task", hint: "did you mean '\(meant)'? \(Self.form)")
            // It was no owner.
            task.who = []
            isAfterSlip = true
        } else if let meant = suggestion(for: word.text, among: Self.keywords) {
            isAfterSlip = true
            fail(word, "unknown word '\(word.text)' in a task", hint: "did you mean '\(meant)'? \(Self.form)")
        } else {
            let both = (task.owners + [word.text]).joined(separator: "+")
            fail(word, "'\(word.text)' has no place in a task", hint: "two owners are written \(both); \(Self.form)")
        }
    }

    // MARK: Keywords

    private mutating func readDate(_ keyword: Word) -> Located<LocalDate>? {
        operand(of: keyword, "a date such as 2026-12-18") { LocalDate($0) }
    }

    /// The word after a keyword, read as what it has to be.
    private mutating func operand<T>(of keyword: Word, _ kind: String, _ read: (String) -> T?) -> Located<T>? {
        let isFirst = isFirst(keyword.text, keyword)
        guard next < words.count, !Self.keywords.contains(words[next].text), let word = take() else {
            fail(keyword, "'\(keyword.text)' lacks \(kind)", hint: Self.form)
            return nil
        }
        guard let value = read(word.text) else {
            fail(word, "'\(word.text)' is not \(kind)", hint: Self.form)
            return nil
        }
        return isFirst ? located(value, word) : nil
    }

    private mutating func readLinks(after keyword: Word) {
        _ = isFirst(keyword.text, keyword)
        let before = task.after.count
        var wantsMore = true
        while next < words.count {
            let word = words[next]
            // A list goes on after a comma or a plus, and before one.
            guard wantsMore || word.text.hasPrefix("+") || word.text == ",", !Self.keywords.contains(word.text) else {
                break
            }
            next += 1
            wantsMore = word.text == "," || word.text.hasSuffix("+")
            for part in word.split(at: "+") { readLink(part, isFirst: task.after.count == before) }
        }
        if wantsMore {
            fail(keyword, "'after' lacks the id of a task", hint: Self.form)
        }
    }

    private mutating func readLink(_ part: Word, isFirst: Bool) {
        if part.text == "," { return }
        if let lag = LinkLag(part.text), !isFirst, let link = task.after.popLast() {
            if link.lag != nil {
                fail(part, "'\(part.text)' is a second wait after '\(link.task.value)'", hint: Self.form)
            }
            task.after.append(Link(task: link.task, kind: link.kind, lag: link.lag ?? located(lag, part)))
        } else if Identifier.isValid(part.text) {
            task.after.append(Link(task: located(part.text, part), kind: .finishToStart, lag: nil))
        } else {
            fail(part, "'\(part.text)' is not the id of a task", hint: Self.form)
        }
    }

    // MARK: Places

    /// Whether the part has not been there before; says so where it has.
    private mutating func isFirst(_ part: String, _ word: Word) -> Bool {
        if !seen.contains(part) {
            seen.append(part)
            return true
        }
        fail(word, "the task says its \(part) twice", hint: Self.form)
        return false
    }

    private func located<T>(_ value: T, _ word: Word) -> Located<T> {
        let range = node.byteRange(ofText: word.offset..<(word.offset + word.length))
        return Located(value, at: node.file.position(ofByte: range.lowerBound))
    }

    private func fail(_ word: Word, _ message: String, hint: String) {
        collector.error(.taskForm, at: node, offset: word.offset, length: word.length, message, hint: hint)
    }
}

/// A piece of a scalar's text and where it begins there, in Unicode scalars.
struct Word {
    let text: String
    let offset: Int
    let length: Int

    init(text: String, offset: Int, length: Int) {
        (self.text, self.offset, self.length) = (text, offset, length)
    }

    init(text: String, offset: Int) {
        self.init(text: text, offset: offset, length: text.unicodeScalars.count)
    }

    /// The words of a text: what stands between white space, and each comma.
    static func split(_ text: String) -> [Word] {
        let scalars = text.unicodeScalars
        var words: [Word] = []
        var (start, startOffset) = (scalars.startIndex, 0)
        var (index, offset) = (start, 0)
        func flush() {
            if offset > startOffset {
                words.append(
                    Word(text: String(scalars[start..<index]), offset: startOffset, length: offset - startOffset))
            }
        }
        while index < scalars.endIndex {
            let (scalar, next) = (scalars[index], scalars.index(after: index))
            if scalar == "," || scalar.isWhitespace {
                flush()
                if scalar == "," { words.append(Word(text: ",", offset: offset, length: 1)) }
                (start, startOffset) = (next, offset + 1)
            }
            (index, offset) = (next, offset + 1)
        }
        flush()
        return words
    }

    /// The parts between separators, empty ones left out.
    func split(at separator: Unicode.Scalar) -> [Word] {
        let scalars = text.unicodeScalars
        guard scalars.contains(separator) else { return text.isEmpty ? [] : [self] }
        return scalars.split(separator: separator).map { part in
            let before = scalars.distance(from: scalars.startIndex, to: part.startIndex)
            return Word(text: String(part), offset: offset + before)
        }
    }
}

extension Unicode.Scalar {
    /// White space of any script; the tables are asked only beyond ASCII.
    fileprivate var isWhitespace: Bool {
        isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
    }
}
