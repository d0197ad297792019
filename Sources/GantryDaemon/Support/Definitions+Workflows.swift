import GantryCore
import GantryDefinitions

extension Definitions {
    /// Files and folders of workflows that are wrong and have no good version: what they hold is not known.
    private var brokenWorkflowFiles: [String] {
        brokenFiles.filter { $0 == "." || $0 == "workflows" || $0.hasPrefix("workflows/") }
    }

    /// Whether there is no workflow of a name, and no file that may have it.
    func isWorkflowGone(_ name: String) -> Bool {
        brokenWorkflowFiles.isEmpty && !workflows.contains { $0.name == name }
    }

    /// Why a workflow is not there: `workflows/x.yaml:2:25 unknown action 'lgo' [GTY0501]`; nil where it is not known.
    func trouble(ofWorkflow name: String) -> String? {
        let broken = brokenWorkflowFiles
        let own = broken.filter { ["workflows/\(name).yaml", "workflows/\(name).yml"].contains($0) }
        let file = own.first ?? (broken.count == 1 ? broken.first : nil)
        guard let file else { return broken.isEmpty ? nil : "\(broken.joined(separator: ", ")) cannot be used" }
        let error = diagnostics(in: [file]).first { $0.severity == .error }
        guard let error, let position = error.position else { return "\(file) cannot be used" }
        return "\(position.file):\(position.line):\(position.column) \(error.message) [\(error.code)]"
    }
}
