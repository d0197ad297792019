import GantryYAML

/// Regular expressions for the texts that only project files have.
enum ProjectPattern {
    /// `10pd`, `0.5pd`, not beyond what is read.
    static let personDays = "0*(?:[0-9]{1,5}(?:\\.[0-9]+)?|100000(?:\\.0+)?)pd"
    /// `2wd`, `-3d`, `1w`.
    static let lag = "-?" + Pattern.span("d|days?|w|weeks?|wd")

    /// `<asha@example.org>` after an id, any number of them.
    private static let addresses = "(?:\\s+<\(Pattern.email)>)*"

    static let person = "^\\s*\(Pattern.id)\(addresses)\\s*$"

    static let teamMember = "^\\s*\(Pattern.id)\(addresses)(?:\\s+\(Pattern.upToHundred)%\(addresses))?\\s*$"

    /// `ben`, `ben+chi`, `ben chi`.
    static let people = "^[\\s+]*(?:\(Pattern.id)(?:[\\s+]+\(Pattern.id))*[\\s+]*)?$"

    /// `Ben Smith <ben@example.org>`, `ben@example.org`.
    static let personOnOneLine = "^(?:[\\s\\S]*[\\s,])?(?:\(Pattern.email)|<\(Pattern.email)>)\\s*$"

    /// A path that may be followed, as far as the text tells.
    static let path = "^[^/\\u0000][^\\u0000]*$"
}
