package import GantryCore

/// What a document may look like, as far as a description can say it: the reader's declarations, without the reading.
///
/// A shape is what JSON Schema can tell an editor. What needs the rest of the file, such as an id that is not there,
/// or the world, such as a time zone, is the reader's alone.
package struct Shape: Hashable, Sendable {
    package indirect enum Kind: Hashable, Sendable {
        case any
        case null
        /// Anything but null.
        case something
        case scalar(Scalar)
        /// One of these values.
        case constants([Value])
        case list(Shape, atLeast: Int)
        /// A mapping of which the author chooses the keys; `keys` is a regular expression, nil: any.
        case map(keys: String?, values: Shape, count: ClosedRange<Int>?)
        case record(Record)
        case either([Shape])
        case depending(Condition, then: Shape, otherwise: Shape)
    }

    package let kind: Kind
    /// What it is, with its article: `a date such as 2026-12-18`.
    package var title: String?
    /// The name under which a schema keeps it, where it occurs more than once: `date`.
    package var key: String?

    package init(_ kind: Kind, title: String? = nil, key: String? = nil) {
        (self.kind, self.title, self.key) = (kind, title, key)
    }

    /// The same under another name.
    package func named(_ key: String, title: String? = nil) -> Shape {
        Shape(kind, title: title ?? self.title, key: key)
    }

    /// A scalar, as the tools of YAML 1.2 tell its types apart: `40` is a number to them and `40%` a text.
    package struct Scalar: Hashable, Sendable {
        /// The texts that fit, a regular expression for the whole text; nil: all.
        package var texts: String?
        /// Texts of the right form that are wrong all the same, as regular expressions for a part of the text.
        package var refused: [String] = []
        /// The numbers that fit when they stand without quotes; nil: none.
        package var numbers: Numbers?
        /// Whether `true` and `false` fit when they stand without quotes.
        package var takesBooleans = false
    }

    package struct Numbers: Hashable, Sendable {
        package var atLeast: Int?
        package var atMost: Int?
        package var moreThan: Int?
        package var isWhole: Bool

        package init(atLeast: Int? = nil, atMost: Int? = nil, moreThan: Int? = nil, isWhole: Bool = false) {
            (self.atLeast, self.atMost, self.moreThan, self.isWhole) = (atLeast, atMost, moreThan, isWhole)
        }
    }

    package struct Field: Hashable, Sendable {
        package let name: String
        package let shape: Shape
        /// Else the key may be left out, and may be empty.
        package let isRequired: Bool

        package init(_ name: String, _ shape: Shape, isRequired: Bool = false) {
            (self.name, self.shape, self.isRequired) = (name, shape, isRequired)
        }
    }

    /// A mapping with known keys.
    package struct Record: Hashable, Sendable {
        package var fields: [Field] = []
        /// Keys of a form, such as currencies; one of them has to be there.
        package var others: Others?
        package var rules: [Rule] = []
    }

    package struct Others: Hashable, Sendable {
        package let keys: String
        package let values: Shape
    }

    /// What holds between the keys of a record.
    package enum Rule: Hashable, Sendable {
        /// Exactly one of these groups of keys is there, whole.
        case oneOf([[String]])
        /// Where a key's value is of a shape, these fields are as they are here.
        case when(String, is: Shape, [Field])
    }

    /// What a mapping is told by.
    package enum Condition: Hashable, Sendable {
        case has(String)
        /// The key stands alone, as in `{ file: risks.yaml }`.
        case hasOnly(String, Shape)
    }
}

// MARK: Making shapes

extension Shape {
    package static let any = Shape(.any)
    package static let null = Shape(.null)
    package static let something = Shape(.something)

    /// A scalar of which only texts fit.
    ///
    /// - Parameters:
    ///   - pattern: for the whole text.
    ///   - refused: for parts of it that are wrong all the same.
    package static func text(_ key: String? = nil, _ pattern: String, except refused: [String] = []) -> Shape {
        Shape(.scalar(Scalar(texts: pattern, refused: refused)), key: key)
    }

    /// A text that people may write without quotes, so that it looks like a number or like `true`.
    ///
    /// - Parameters:
    ///   - pattern: for the whole text; nil: any.
    ///   - atLeast: of the numbers.
    package static func bareText(_ key: String? = nil, _ pattern: String? = nil, atLeast: Int? = nil) -> Shape {
        let scalar = Scalar(texts: pattern, numbers: Numbers(atLeast: atLeast), takesBooleans: true)
        return Shape(.scalar(scalar), key: key)
    }

    /// A number, in quotes or not.
    package static func number(_ key: String? = nil, _ pattern: String, _ numbers: Numbers) -> Shape {
        Shape(.scalar(Scalar(texts: pattern, numbers: numbers)), key: key)
    }

    /// True or false.
    ///
    /// - Parameter pattern: for the texts that fit as well.
    package static func boolean(_ pattern: String) -> Shape {
        Shape(.scalar(Scalar(texts: pattern, takesBooleans: true)))
    }

    package static func words(_ words: [String]) -> Shape { Shape(.constants(words.map(Value.text))) }

    package static func list(_ element: Shape, atLeast: Int = 0) -> Shape { Shape(.list(element, atLeast: atLeast)) }

    /// A list, or one element that stands for a list of one.
    package static func oneOrList(_ element: Shape, atLeast: Int = 0) -> Shape {
        Shape(.either([element, .list(element, atLeast: atLeast)]), key: element.key.map { $0 + "_or_list" })
    }

    package static func map(keys: String? = nil, _ values: Shape, count: ClosedRange<Int>? = nil) -> Shape {
        Shape(.map(keys: keys, values: values, count: count))
    }

    package static func record(_ fields: [Field], rules: [Rule] = [], title: String? = nil) -> Shape {
        Shape(.record(Record(fields: fields, rules: rules)), title: title)
    }

    package static func either(_ shapes: Shape...) -> Shape { Shape(.either(shapes)) }

    /// One shape for a mapping with a key, another for all else.
    package static func depending(on condition: Condition, _ shape: Shape, else otherwise: Shape) -> Shape {
        Shape(.depending(condition, then: shape, otherwise: otherwise))
    }
}
