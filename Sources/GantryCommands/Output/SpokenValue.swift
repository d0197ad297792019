import FoundationEssentials
import GantryCore

extension Value {
    /// As people read it: `[10wd, 3wd]`, `count: 2`. A text in a list or a map that could be taken for something else
    /// stands in quotes.
    var spoken: String {
        switch self {
        case .list(let elements): "[" + elements.map(\.spokenInside).joined(separator: ", ") + "]"
        case .map(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map {
                    "\(Value.text($0.key).spokenInside): \($0.value.spokenInside)"
                }
                .joined(separator: ", ") + "}"
        default: description
        }
    }

    private var spokenInside: String {
        guard case .text(let text) = self else { return spoken }
        return text.isAmbiguous ? json : text
    }
}

extension String {
    /// Whether it reads as another value, or as several.
    fileprivate var isAmbiguous: Bool {
        isEmpty || first == " " || last == " " || contains(": ") || hasSuffix(":")
            || contains { ",[]{}\"".contains($0) || $0.isNewline }
            || ["true", "false", "null"].contains(self) || Decimal(exactly: self) != nil
    }
}
