import GantryCore
import GantryYAML

extension ReadingSession {
    /// Who has a part in the project: `asha`, `asha <asha@example.org>`.
    var personReference: Schema<Located<String>> {
        let shape = { Shape.bareText("person_with_address", ProjectPattern.person, atLeast: 0) }
        return Schema(name: "a person such as asha or asha <asha@example.org>", like: shape) { node, collector in
            self.mention(in: node, allowsShare: false, collector)?.person
        }
    }

    /// `ben`, `ben 80%`, `ben <ben@example.org> 80%`, or a record.
    var teamMember: Schema<TeamMember> {
        let record = Schema<TeamMember>.record("a team member") { fields in
            let person = fields.required("person", self.personReference)
            let share = fields.located("share", .share)
            return person.map { TeamMember(person: $0, share: share) }
        }
        let shape = { Shape.either(.bareText(nil, ProjectPattern.teamMember, atLeast: 0), record.shape) }
        return Schema(name: "a team member such as ben or ben 80%", like: shape) { node, collector in
            guard node.entries == nil else { return record.read(node, collector) }
            return self.mention(in: node, allowsShare: true, collector)
        }
    }

    private func mention(in node: YAMLNode, allowsShare: Bool, _ collector: DiagnosticCollector) -> TeamMember? {
        let form = allowsShare ? "ben, ben 80% or ben <ben@example.org>" : "asha or asha <asha@example.org>"
        let words = Word.split(node.text ?? "")
        guard let first = words.first, Identifier.isValid(first.text) else {
            collector.error(.wrongForm, at: node, "\(node.spoken) is not a person such as \(form)")
            return nil
        }
        var share: Located<Percent>?
        for word in words.dropFirst() {
            if let address = word.text.inAngleBrackets {
                var person = Person(id: first.text, position: node.located(first.text, first).position)
                person.email = node.located(address, Word(text: address, offset: word.offset + 1))
                mention(person)
            } else if allowsShare, share == nil, let percent = Percent(word.text) {
                share = node.located(percent, word)
            } else {
                let message = "'\(word.text)' has no place after the id of a person"
                collector.error(
                    .wrongForm, at: node, offset: word.offset, length: word.length, message,
                    hint: "the form is \(form)"
                )
                return nil
            }
        }
        return TeamMember(person: node.located(first.text, first), share: share)
    }

    /// A person of `people:` or people.yaml: a record, just the address, with or without the name, or the file in
    /// which either stands, for facts that few may read.
    func person(_ id: Located<String>) -> Schema<Person> {
        let empty = Person(id: id.value, position: id.position)
        let inFile = section(id.value, tells: "about '\(id.value)'", description(of: empty))
        return Schema(name: inFile.name, shape: inFile.shape) { node, collector in
            let before = collector.errorCount
            // An empty file is a person of whom nothing is known yet.
            return inFile.read(node, collector) ?? (collector.errorCount > before ? nil : empty)
        }
    }

    private func description(of empty: Person) -> Schema<Person> {
        let record = Schema<Person>.record("a person") { fields in
            var person = empty
            person.name = fields.optional("name", .nonEmptyText)
            person.email = fields.located("email", .email)
            person.roles = fields.oneOrList("roles", .nonEmptyText)
            person.skills = fields.oneOrList("skills", .nonEmptyText)
            person.works = fields.located("works", .weeklyHours)
            person.leave =
                fields.optional("leave", self.section("leave", tells: "when people are away", .records(of: Self.leave)))
                ?? []
            person.costRates =
                fields.optional(
                    "cost_rate", self.section("cost_rate", tells: "what people cost", .oneOrList(of: Self.costRate)))
                ?? []
            person.manager = fields.located("manager", .identifier)
            person.deputy = fields.located("deputy", .identifier)
            fields.note("file", hint: "a file holds all of a person: ben: { file: … }, or one part: leave: { file: … }")
            return person
        }
        let shape = { Shape.either(.text(nil, ProjectPattern.personOnOneLine), .null, record.shape) }
        return Schema(name: "a person", like: shape) { node, collector in
            if node.isNull { return empty }
            guard let text = node.text else { return record.read(node, collector) }
            var person = empty
            let words = Word.split(text)
            guard let last = words.last, let address = last.text.inAngleBrackets ?? last.text.ifAddress else {
                collector.error(
                    .wrongForm, at: node, "\(node.spoken) is not a person such as Ben <ben@example.org>",
                    hint: "or write { name: …, email: … }"
                )
                return nil
            }
            let isBracketed = last.text.hasPrefix("<")
            person.email = node.located(address, Word(text: address, offset: last.offset + (isBracketed ? 1 : 0)))
            let name = words.dropLast().map(\.text).joined(separator: " ")
            person.name = name.isEmpty ? nil : name
            return person
        }
    }

    /// People by their ids.
    var people: Schema<[String: Person]> {
        let shape = { Shape.map(keys: Pattern.id, self.person(Located("", at: .nowhere)).shape) }
        return Schema(name: "people by their ids", like: shape) { node, collector in
            guard let entries = node.entries else {
                collector.error(
                    .wrongForm, at: node, "\(node.spoken) is not people by their ids",
                    hint: "the form is ben: { name: Ben, email: ben@example.org }"
                )
                return nil
            }
            var people: [String: Person] = [:]
            for (key, value) in entries {
                guard let id = Schema<String>.identifier.located.read(key, collector) else { continue }
                if let person = self.person(id).read(value, collector) { people[id.value] = person }
            }
            return people
        }
    }

    private static var leave: Schema<Leave> {
        .record("a leave") { fields in
            let from = fields.requiredLocated("from", .date)
            let to = fields.requiredLocated("to", .date)
            guard let from, let to else { return nil }
            return Leave(from: from, to: to)
        }
    }

    private static var costRate: Schema<CostRate> {
        .record("a cost rate") { fields in
            let from = fields.requiredLocated("from", .date)
            let per = fields.optional("per", .oneOf(CostRate.Unit.self)) ?? .hour
            let amount = fields.requiredLocated("amount", .moneyFromZero)
            guard let from, let amount else { return nil }
            return CostRate(from: from, per: per, amount: amount)
        }
    }
}

extension String {
    /// The address in `<ben@example.org>`.
    fileprivate var inAngleBrackets: String? {
        hasPrefix("<") && hasSuffix(">") ? String(dropFirst().dropLast()).ifAddress : nil
    }

    /// Itself, where it has the form of a mail address.
    fileprivate var ifAddress: String? { EmailAddress.isValid(self) ? self : nil }
}
