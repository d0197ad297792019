import GantryCore
import GantryYAML

/// A file of bookings as a ledger names it: `{ file: books/labour.csv, locale: nl_NL }`.
struct LedgerFile {
    let file: YAMLNode
    let form: NumberForm
    /// Where the locale stands; nil: there is none.
    let locale: YAMLNode?

    /// Whether a node names a file, and is no booking.
    static func isNamed(in node: YAMLNode) -> Bool {
        guard node["file"]?.text != nil else { return false }
        return node["date"] == nil && node["amount"] == nil && node["hours"] == nil
    }

    static var schema: Schema<LedgerFile> {
        .record("a file of bookings") { fields in
            _ = fields.required("file", .text.shaped(.path))
            let form = fields.optional("locale", numberForm)
            guard let file = fields.node("file"), form != nil || fields.node("locale")?.isNull ?? true else {
                return nil
            }
            return LedgerFile(file: file, form: form ?? .plain, locale: form == nil ? nil : fields.node("locale"))
        }
    }

    private static var numberForm: Schema<NumberForm> {
        let shape = { Shape.text("locale", "^[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,3})?(?:[.@].*)?$") }
        return Schema(name: "a language and country such as nl_NL", shape: shape()) { node, collector in
            guard let text = node.text else {
                return collector.refuse(node, wanted: "a language and country such as nl_NL")
            }
            if let form = NumberForm(locale: text) { return form }
            let near = NumberForm.suggestedLocale(for: text)
            collector.error(
                .notOneOf, at: node, "how numbers are written in \(node.spoken) is not known",
                hint: near.map { "did you mean '\($0)'?" } ?? "write the language and the country: nl_NL, de_AT")
            return nil
        }
    }
}

extension ReadingSession {
    /// The bookings of a file; nil where it cannot be read.
    func ledger(inFileOf node: YAMLNode, _ collector: DiagnosticCollector) -> Ledger? {
        guard let ledger = LedgerFile.schema.read(node, collector), let text = files.open(ledger.file, collector) else {
            return nil
        }
        guard noteLedger(text.name) else {
            collector.error(
                .duplicateID, at: ledger.file, "\(text.name) is named twice, and its bookings would count twice",
                hint: "remove one"
            )
            return nil
        }
        if text.name.lowercased().hasSuffix(".csv") {
            return LedgerTable.read(text, ledger.form, collector)
        }
        if let locale = ledger.locale {
            collector.error(
                .wrongForm, at: locale, "a locale is for CSV files; in YAML an amount is written 1234.50 EUR",
                hint: "remove it")
        }
        guard var content = YAMLDocument.parse(text, collector) else { return nil }
        if content.entries?.count == 1, let inner = content["ledger"] { content = inner }
        return content.isNull ? [] : self.ledger.read(content, collector)
    }
}
