import GantryCore
import GantryYAML

/// Reads the values of `with` and the conditions of steps, which may hold expressions.
final class TemplateReader {
    /// Nil where nothing is known yet when the file is read, so that no expression can stand there.
    private let names: ExpressionNames?
    private let collector: DiagnosticCollector
    /// The projects that the expressions name.
    private(set) var projects: [Mention] = []

    init(knowing names: ExpressionNames, _ collector: DiagnosticCollector) {
        (self.names, self.collector) = (names, collector)
    }

    /// For values that are needed before anything runs.
    init(literals collector: DiagnosticCollector) {
        (names, self.collector) = (nil, collector)
    }

    /// Reads a value of the type that the input has. Scalars are taken as that type has them: `017` stays a text where
    /// a text is wanted.
    ///
    /// - Returns: nil where something is wrong; a diagnostic says what.
    func read(_ node: YAMLNode, as type: InputType) -> InputTemplate? {
        switch (node.kind, type) {
        case (.scalar(let text, _), _) where TemplateParser.hasExpression(text):
            guard let names else {
                complain(
                    node, "an expression cannot stand here",
                    hint: "this is needed before anything runs: write the value")
                return nil
            }
            return dynamic(node, as: type, names)
        case (.scalar, _): return literal(node, as: type)
        case (.sequence(let elements), .list(let element)): return list(elements, node, as: element)
        case (.sequence(let elements), .any): return list(elements, node, as: .any)
        case (.mapping(let entries), .map(let member)): return map(entries, node, as: member)
        case (.mapping(let entries), .any): return map(entries, node, as: .any)
        case (.sequence, _), (.mapping, _):
            complain(node, type.complaint(about: node.value) ?? "\(type) is wanted")
            return nil
        }
    }

    /// Reads what stands behind `if`.
    func condition(_ node: YAMLNode) -> Expression? {
        guard case .scalar(let text, _) = node.kind else {
            collector.error(.wrongForm, at: node, "\(node.spoken) stands here, and an expression is wanted")
            return nil
        }
        guard !node.isNull || text == "null" else {
            collector.error(
                .expressionSyntax, at: node, "the expression is empty",
                hint: "YAML takes a leading '!' for itself: write ${{ !… }}"
            )
            return nil
        }
        let names = known(names ?? ExpressionNames(), at: node)
        var parser = TemplateParser(PlacedText(node), knowing: names)
        let expression = parser.condition()
        let isWrong = report(&parser)
        guard let expression, !isWrong else { return nil }
        if let type = ExpressionChecker.type(of: expression, knowing: names), type != .bool {
            collector.error(
                .expressionType, at: node, "'if' wants bool, and this is \(type.rawValue)",
                hint: type == .null ? nil : ExpressionOperators.conditionHint(ExpressionChecker.sample(type))
            )
            return nil
        }
        noteProjects(of: expression, in: parser.text)
        return expression
    }

    private func complain(_ node: YAMLNode, _ message: String, hint: @autoclosure () -> String? = nil) {
        collector.error(.wrongInput, at: node, message, hint: hint())
    }

    /// The names with which an expression is checked: what is not told needs no suggestions.
    private func known(_ names: ExpressionNames, at node: YAMLNode) -> ExpressionNames {
        collector.hasRoom(for: .error, in: node.file.name) ? names : names.withoutSuggestions
    }

    /// Whether there were mistakes; they are diagnostics now.
    private func report(_ parser: inout TemplateParser) -> Bool {
        collector.add(contentsOf: parser.text.diagnostics(for: parser.problems))
        return !parser.problems.isEmpty
    }

    private func dynamic(_ node: YAMLNode, as type: InputType, _ names: ExpressionNames) -> InputTemplate? {
        var parser = TemplateParser(PlacedText(node), knowing: known(names, at: node))
        let parts = parser.parts()
        guard !report(&parser), let parts else { return nil }
        for case .expression(let expression) in parts { noteProjects(of: expression, in: parser.text) }
        guard case .expression(let expression)? = parts.first, parts.count == 1 else {
            if let complaint = complaint(about: .text, as: type) {
                complain(node, complaint, hint: "only ${{ … }} without text around it keeps its type")
                return nil
            }
            return .text(parts, at: node.position)
        }
        if case .literal(let value) = expression, value != .null, let complaint = type.complaint(about: value) {
            complain(node, complaint)
            return nil
        }
        if let known = ExpressionChecker.type(of: expression, knowing: names),
            let complaint = complaint(about: known, as: type)
        {
            complain(node, complaint, hint: type == .text ? "with text around it, it becomes text" : nil)
            return nil
        }
        return .expression(expression, at: node.position)
    }

    /// What is wrong where only the type of the value is known.
    private func complaint(about known: ValueType, as type: InputType) -> String? {
        let fitting = ValueType(type)
        guard let fitting, fitting != known, known != .null else { return nil }
        return "this is \(known.rawValue), and \(type) is wanted"
    }

    private func literal(_ node: YAMLNode, as type: InputType) -> InputTemplate? {
        var value = node.value
        switch type {
        case .text, .duration, .workingDays, .percent, .oneOf: value = node.text.map(Value.text) ?? .null
        case .number, .bool, .any, .list, .map: break
        }
        // Null leaves the input out.
        guard value != .null, let complaint = type.complaint(about: value) else {
            return .literal(value, at: node.position)
        }
        complain(node, complaint, hint: hint(for: value, as: type))
        return nil
    }

    private func hint(for value: Value, as type: InputType) -> String? {
        if case .list = type { return "write \(NewValue.list([.scalar(value.description)]).flow)" }
        guard case .oneOf(let words) = type, let text = value.text else { return nil }
        return suggestion(for: text, among: words).map { "did you mean '\($0)'?" }
    }

    /// An element of a list or a member of a map. There null is a value like any other, so it has to fit.
    private func element(_ node: YAMLNode, as type: InputType) -> InputTemplate? {
        guard node.isNull, let complaint = type.complaint(about: .null) else { return read(node, as: type) }
        complain(node, complaint)
        return nil
    }

    private func list(_ elements: [YAMLNode], _ node: YAMLNode, as type: InputType) -> InputTemplate? {
        let read = elements.map { element($0, as: type) }
        let good = read.compactMap(\.self)
        return good.count == read.count ? .list(good, at: node.position) : nil
    }

    private func map(
        _ entries: [(key: YAMLNode, value: YAMLNode)], _ node: YAMLNode, as type: InputType
    ) -> InputTemplate? {
        var members: [String: InputTemplate] = [:]
        for entry in entries {
            guard case .scalar(let key, _) = entry.key.kind else { continue }
            members[key] = element(entry.value, as: type)
        }
        return members.count == entries.count ? .map(members, at: node.position) : nil
    }

    private func noteProjects(of expression: Expression, in text: PlacedText) {
        switch expression {
        case .literal, .name: break
        case .member(.name("project", _), let id, let place):
            projects.append(Mention(id, at: place, length: id.unicodeScalars.count, in: text))
        case .index(.name("project", _), .literal(.text(let id)), let place):
            projects.append(Mention(id, at: place, length: 1, in: text))
        case .member(let base, _, _): noteProjects(of: base, in: text)
        case .unary(_, let operand, _): noteProjects(of: operand, in: text)
        case .index(let left, let right, _), .binary(_, let left, let right, _):
            noteProjects(of: left, in: text)
            noteProjects(of: right, in: text)
        case .call(_, let arguments, _):
            for argument in arguments { noteProjects(of: argument, in: text) }
        }
    }
}
