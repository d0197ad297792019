import GantryCore
import Glibc

/// Where answers are printed: how wide it is, and whether it takes colour.
struct Terminal: Hashable, Sendable {
    /// Whether a person looks at it; else it is a pipe or a file, and nothing is cut or wrapped.
    let isInteractive: Bool
    /// Columns; 20 at least.
    let width: Int
    let hasColour: Bool

    init(isInteractive: Bool, width: Int = 80, hasColour: Bool = false) {
        (self.isInteractive, self.width, self.hasColour) = (isInteractive, max(20, width), hasColour)
    }

    /// What a stream of this process is.
    static func of(_ stream: StandardStream, environment: [String: String]) -> Terminal {
        guard isatty(stream.rawValue) == 1 else { return Terminal(isInteractive: false) }
        var size = winsize()
        let isKnown = ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
        return Terminal(isInteractive: true, width: isKnown ? Int(size.ws_col) : 80, hasColour: !isPlain)
    }

    enum Style: String, Hashable, Sendable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    func styled(_ text: String, _ style: Style) -> String {
        guard hasColour, style != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}
