import FoundationEssentials
import GantryYAML
import Testing

/// A file of cases: a YAML text, then what is said about it. `GANTRY_RECORD=1` writes the second part anew.
struct Golden {
    struct Case: CustomTestStringConvertible {
        let yaml: String
        let expected: String

        var testDescription: String { yaml }
    }

    let path: String
    let cases: [Case]

    /// - Parameter name: of the file in `Goldens`. A tab is written as `␉` there.
    init(_ name: String, file: String = #filePath) {
        path =
            file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Goldens/\(name)"
        let collector = DiagnosticCollector()
        let text = String(decoding: SourceText.load(path, name: name, collector)?.bytes ?? [], as: UTF8.self)
        cases = text.split(separator: "====\n").map { part in
            let halves = part.split(separator: "----\n", maxSplits: 1, omittingEmptySubsequences: false)
            let yaml = halves[0].split(separator: "␉", omittingEmptySubsequences: false).joined(separator: "\t")
            return Case(yaml: yaml, expected: halves.count > 1 ? String(halves[1]) : "")
        }
    }

    /// Compares every case with what `answer` says, or writes the answers down.
    func check(_ answer: (String) -> String) throws {
        #expect(!cases.isEmpty, "\(path) has no cases")
        guard ProcessInfo.processInfo.environment["GANTRY_RECORD"] == nil else {
            let text = cases.map { "====\n\(visible($0.yaml))----\n\(visible(answer($0.yaml)))" }.joined()
            try Data(text.utf8).write(to: URL(filePath: path))
            return
        }
        for one in cases { #expect(visible(answer(one.yaml)) == one.expected, "\(one.yaml)") }
    }

    private func visible(_ text: String) -> String {
        text.split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "␉")
    }
}
