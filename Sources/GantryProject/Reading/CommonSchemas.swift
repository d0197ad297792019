import FoundationEssentials
import GantryCore
import GantryYAML

extension FieldReader {
    /// Where the record stands: at its id where it has one, which is what people look for.
    var place: SourcePosition { node["id"]?.position ?? node.position }

    /// An optional value with its place.
    func located<V>(_ key: String, _ schema: @autoclosure () -> Schema<V>) -> Located<V>? {
        optional(key, schema().located)
    }

    /// A value that has to be there, with its place.
    func requiredLocated<V>(_ key: String, _ schema: @autoclosure () -> Schema<V>) -> Located<V>? {
        required(key, schema().located)
    }

    /// A list; none is an empty one.
    func list<V>(_ key: String, _ schema: @autoclosure () -> Schema<V>) -> [V] {
        optional(key, .records(of: schema())) ?? []
    }

    /// A list, or the one element of it.
    func oneOrList<V>(_ key: String, _ schema: @autoclosure () -> Schema<V>) -> [V] {
        optional(key, .oneOrList(of: schema())) ?? []
    }
}

extension Schema {
    /// A list of which the good elements are kept, so that they are looked at further; a wrong one is an error
    /// all the same.
    static func records<E>(of element: Schema<E>) -> Schema<[E]> where T == [E] {
        let list = Schema<[E]>.list(of: element)
        return Schema(name: list.name, shape: list.shape) { node, collector in
            guard let elements = node.elements else { return list.read(node, collector) }
            return elements.keeping { element.read($0, collector) }
        }
    }

    /// A scalar with a form of its own.
    static func form(
        _ name: @escaping @autoclosure () -> String, _ shape: @escaping @autoclosure () -> Shape,
        _ parse: @escaping (String) -> T?
    ) -> Schema<T> {
        Schema(name: name(), like: shape) { node, collector in
            guard let text = node.text, let value = parse(text) else {
                collector.error(.wrongForm, at: node, "\(node.spoken) is not \(name())")
                return nil
            }
            return value
        }
    }
}

extension Shape {
    /// Person-days, not negative.
    static let personDays = Shape.text("person_days", "^\(ProjectPattern.personDays)$")
    static let hours = Shape.text("hours", "^-?\(Pattern.decimal)h$")
    static let hoursFromZero = Shape.text("hours_from_zero", "^\(Pattern.decimal)h$")
    /// More than none, and at most the 168 that a week has.
    static let weeklyHours = Shape.text(
        "hours_of_a_week",
        "^(?=[0-9.]*[1-9])0*(?:(?:[0-9]{1,2}|1[0-5][0-9]|16[0-7])(?:\\.[0-9]+)?|168(?:\\.0+)?)h(?:/week)?$")
    /// Ids of people in one text.
    static let person = Shape.bareText("person", ProjectPattern.people, atLeast: 0)
    static let timeOfDay = Shape.text("time_of_day", "^(?:[01]?[0-9]|2[0-3]):[0-5][0-9]$")
    static let lag = Shape.text("lag", Pattern.whole(ProjectPattern.lag))
    static let path = Shape.bareText("path", ProjectPattern.path)

    /// A section in a file of its own.
    static let file = Shape.record([Field("file", .path, isRequired: true)], title: "a file of its own")
        .named("file")

    /// What stands here, or in a file of its own.
    static func hereOrInFile(_ shape: Shape) -> Shape {
        .depending(on: .hasOnly("file", .path), .file, else: shape)
    }
}

extension Schema where T == PersonDays {
    static var personDays: Schema { .form("an effort in person-days such as 10pd", .personDays) { PersonDays($0) } }
}

extension Schema where T == Hours {
    static var hours: Schema { .form("a number of hours such as 200h", .hours) { Hours($0) } }

    /// `32h/week`, or `32h`.
    static var weeklyHours: Schema {
        .form("the hours of a week such as 32h/week", .weeklyHours) { text in
            Hours(text.hasSuffix("/week") ? String(text.dropLast(5)) : text)
        }
    }
}

extension Schema where T == TimeOfDay {
    static var timeOfDay: Schema { .form("a time of the day such as \"10:00\"", .timeOfDay) { TimeOfDay($0) } }
}

extension Schema where T == LinkLag {
    static var lag: Schema { .form("a wait such as 2wd or 3d", .lag) { LinkLag($0) } }
}

extension Schema where T == [Located<String>] {
    /// Ids of people: `ben`, `ben+chi`, `[ben, chi]`.
    static var people: Schema {
        Schema(name: "the id of a person, or a list of them", shape: .oneOrList(.person)) { node, collector in
            if let elements = node.elements {
                let lists = elements.map { Self.people.read($0, collector) }
                return lists.contains { $0 == nil } ? nil : lists.flatMap { $0 ?? [] }
            }
            guard let text = node.text else {
                collector.error(.wrongForm, at: node, "\(node.spoken) is not the id of a person, or a list of them")
                return nil
            }
            let words = Word.split(text).flatMap { $0.split(at: "+") }
            let wrong = words.first { !Identifier.isValid($0.text) }
            if let wrong {
                collector.error(
                    .wrongForm, at: node, offset: wrong.offset, length: wrong.length,
                    "'\(wrong.text)' is not the id of a person",
                    hint: "several people are written [ben, chi] or ben+chi"
                )
                return nil
            }
            return words.map { node.located($0.text, $0) }
        }
    }

    /// Ids: `build`, `[build, test]`.
    static var identifiers: Schema { .oneOrList(of: Schema<String>.identifier.located) }
}

extension YAMLNode {
    /// A value that stands in a part of this scalar.
    func located<T>(_ value: T, _ word: Word) -> Located<T> {
        let range = byteRange(ofText: word.offset..<(word.offset + word.length))
        return Located(value, at: file.position(ofByte: range.lowerBound))
    }
}

extension Estimate {
    /// One figure, or `{ o: 20wd, m: 30wd, p: 50wd }`.
    static func schema(of unit: Schema<Unit>) -> Schema<Estimate<Unit>> {
        let three = Schema<Estimate<Unit>>.record("a three-point estimate") { fields in
            let optimistic = fields.required("o", unit)
            let likely = fields.required("m", unit)
            let pessimistic = fields.required("p", unit)
            guard let optimistic, let likely, let pessimistic else { return nil }
            return .threePoint(optimistic: optimistic, likely: likely, pessimistic: pessimistic)
        }
        return Schema<Estimate<Unit>>(name: unit.name, shape: .either(unit.shape, three.shape)) { node, collector in
            node.entries == nil
                ? unit.read(node, collector).map { .single($0) }
                : three.read(node, collector)
        }
    }
}
