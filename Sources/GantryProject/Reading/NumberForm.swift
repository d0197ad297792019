import FoundationEssentials
import GantryCore

/// How the numbers of a table are written: what stands before the fraction, and between thousands.
struct NumberForm {
    /// The name as it was given; nil where none was, and thousands stand together.
    let locale: String?
    let point: UInt8
    /// What may stand between groups of three digits.
    fileprivate let groups: [String]

    /// Without a locale: `1234.50`.
    static let plain = NumberForm(locale: nil, point: UInt8(ascii: "."), groups: [])

    /// What may stand before the fraction where people write a comma there, however they part thousands.
    private static let anyComma = NumberForm(
        locale: nil, point: UInt8(ascii: ","), groups: [".", " ", "\u{A0}", "\u{202F}", "'", "\u{2019}"])

    var usesComma: Bool { point == UInt8(ascii: ",") }

    // MARK: Reading

    /// The exact number; nil where it is written in another form.
    func decimal(_ text: Span<UInt8>) -> Decimal? {
        if let decimal = Decimal(bytes: text, point: point) { return decimal }
        guard let digits = ungrouped(text) else { return nil }
        return Decimal(bytes: digits.span, point: point)
    }

    func money(_ text: Span<UInt8>, _ currency: Currency) -> Money? {
        if let money = Money(bytes: text, point: point, currency) { return money }
        guard let digits = ungrouped(text) else { return nil }
        return Money(bytes: digits.span, point: point, currency)
    }

    /// The digits without what stands between the thousands; nil where it stands anywhere else, or nowhere.
    private func ungrouped(_ text: Span<UInt8>) -> [UInt8]? {
        let whole = String(copying: text)
        guard let group = groups.first(where: { whole.contains($0) }) else { return nil }
        let halves = whole.split(separator: Character(Unicode.Scalar(point)), omittingEmptySubsequences: false)
        let digits = halves[0].hasPrefix("-") ? halves[0].dropFirst() : halves[0]
        let parts = digits.split(separator: group, omittingEmptySubsequences: false)
        guard halves.count <= 2, parts.count > 1, (1...3).contains(parts[0].utf8.count),
            parts.dropFirst().allSatisfy({ $0.utf8.count == 3 })
        else { return nil }
        let sign = halves[0].hasPrefix("-") ? "-" : ""
        let fraction = halves.count == 2 ? "\(Character(Unicode.Scalar(point)))\(halves[1])" : ""
        return Array((sign + parts.joined() + fraction).utf8)
    }

    // MARK: Speaking

    /// An amount as it is written here, for messages: `1234.50`, `1234,50`.
    func written(_ plain: String) -> String { usesComma ? plain.replacing(".", with: ",") : plain }

    /// How a number in another form is written here, and what else would mend it; nil where it is no number at all.
    func hint(for text: String) -> String? {
        let western = NumberForm(locale: nil, point: UInt8(ascii: "."), groups: [",", " ", "'", "\u{A0}", "\u{2019}"])
        if let locale {
            let others = usesComma ? [western] : [Self.anyComma]
            let number = others.lazy.compactMap { $0.plainDigits(text) }.first
            if let number { return "in \(locale) it is written \(written(number))" }
            let together = groups.reduce(text) { $0.replacing($1, with: "") }
            return decimal(together.utf8.span).map { _ in "write it without groups: \(together)" }
        }
        if western.plainDigits(text) == nil, let number = Self.anyComma.plainDigits(text) {
            return "write \(number); or say how the file writes numbers: { file: …, locale: nl_NL }"
        }
        let plain = text.filter { $0 != "," && $0 != " " }
        return Decimal(exactly: plain) == nil
            ? nil : "write it with a point and without groups: 1234.50"
    }

    /// `1234.56`, where the text is a number of this form.
    private func plainDigits(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard decimal(bytes.span) != nil else { return nil }
        let digits = ungrouped(bytes.span) ?? bytes
        return String(decoding: digits.map { $0 == point ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
    }
}

extension String {
    fileprivate init(copying bytes: Span<UInt8>) {
        self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

// MARK: Locales

extension NumberForm {
    /// Reads `nl`, `nl_NL`, `nl-NL` and `nl_NL.UTF-8`; nil for a language that is not known.
    ///
    /// A country may write otherwise than its language does elsewhere; one that is not listed writes as the language.
    init?(locale: String) {
        let name = LocaleName(locale)
        guard let name,
            let style = Self.places["\(name.language)_\(name.country ?? "")"] ?? Self.languages[name.language]
        else { return nil }
        self = style.form(named: locale)
    }

    /// The names that are known.
    static var knownLocales: [String] { languages.keys.sorted() + places.keys.sorted() }

    /// What was probably meant by a name that is not known.
    static func suggestedLocale(for name: String) -> String? {
        // Many countries are called by the letters of their language.
        if let country = LocaleName(name)?.country, languages[country.lowercased()] != nil {
            return "\(country.lowercased())_\(country)"
        }
        return suggestion(for: name.replacing("-", with: "_"), among: knownLocales)
    }

    /// `nl_NL` in its parts.
    private struct LocaleName {
        /// In small letters.
        let language: String
        /// In capitals.
        let country: String?

        init?(_ text: String) {
            guard text.utf8.count <= 32, let name = text.split(whereSeparator: { $0 == "." || $0 == "@" }).first else {
                return nil
            }
            let parts = name.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "_" || $0 == "-" })
            guard parts.count <= 2, parts.allSatisfy({ (2...3).contains($0.utf8.count) }) else { return nil }
            (language, country) = (parts[0].lowercased(), parts.dropFirst().first?.uppercased())
        }
    }

    private enum Style {
        /// `1,234.56`
        case point
        /// `1.234,56`
        case comma
        /// `1 234,56`
        case commaAndSpace
        /// `1’234.56`
        case apostrophe

        func form(named locale: String) -> NumberForm {
            let (comma, point) = (UInt8(ascii: ","), UInt8(ascii: "."))
            let spaces = [" ", "\u{A0}", "\u{202F}"]
            return switch self {
            case .point: NumberForm(locale: locale, point: point, groups: [","])
            case .comma: NumberForm(locale: locale, point: comma, groups: ["."])
            case .commaAndSpace: NumberForm(locale: locale, point: comma, groups: spaces)
            case .apostrophe: NumberForm(locale: locale, point: point, groups: ["'", "\u{2019}"])
            }
        }
    }

    /// Source: Unicode CLDR 45, the symbols `decimal` and `group` of each language.
    private static let languages: [String: Style] = {
        let lists: [(Style, String)] = [
            (.point, "am bn cy en fa fil ga gu he hi ja kn ko ml mr ms mt my ne pa si sw ta te th ur yo zh zu"),
            (.comma, "az bs ca da de el es eu fo gl hr id is it lb mk nl pt ro sl sr tr vi"),
            (.commaAndSpace, "af be bg cs et fi fr hu hy ka kk ky lt lv nb nn no pl ru se sk sq sv tg tk uk uz"),
        ]
        return table(lists)
    }()

    /// Countries that write otherwise than the language does elsewhere.
    private static let places: [String: Style] = {
        let lists: [(Style, String)] = [
            (.point, "es_CU es_DO es_GT es_HN es_MX es_NI es_PA es_PE es_PR es_SV es_US"),
            (.comma, "en_BE en_DE en_DK en_NL en_SI fr_LU fr_MA ms_BN sw_CD"),
            (.commaAndSpace, "de_AT en_AT en_FI en_SE en_ZA es_CR pt_AO pt_CH pt_CV pt_MO pt_MZ pt_PT"),
            (.apostrophe, "de_CH de_LI en_CH it_CH rm_CH"),
        ]
        return table(lists)
    }()

    private static func table(_ lists: [(Style, String)]) -> [String: Style] {
        let pairs = lists.flatMap { style, names in names.split(separator: " ").map { (String($0), style) } }
        return Dictionary(pairs) { first, _ in first }
    }
}
