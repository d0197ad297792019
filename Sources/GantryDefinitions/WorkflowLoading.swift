import GantryCore
import GantryWorkflow
import GantryYAML

extension DefinitionsLoader {
    /// By name; says for each whether it is what its file says now.
    mutating func readWorkflows(_ settings: Settings, _ capabilities: Capabilities) -> [(
        file: WorkflowFile, isCurrent: Bool
    )] {
        let old = previous?.memory.workflows ?? [:]
        let isOldUsable = previous?.memory.workflowSettings == settings && previous?.memory.capabilities == capabilities
        var readings = readFolder("workflows", isRecursive: false, old, isOldUsable: isOldUsable) {
            [store] path, _ in
            Self.read(path, store, settings, capabilities)
        }
        let present = readings.filter { $0.value.awaySince == nil }
        let names = Set(present.values.compactMap { $0.content?.workflow.name })
        // A file that is renamed gives its workflow another name, and is the same to the byte.
        let new = Set(present.filter { old[$0.key] == nil }.values.flatMap(\.good.values))
        settleAway("workflows", &readings, isWanted: { $0.content != nil }) { reading in
            reading.content.map { names.contains($0.workflow.name) } == true
                || !new.isDisjoint(with: reading.good.values)
        }
        refuseSecondWorkflows(in: &readings, old)
        for (path, reading) in readings where reading.awaySince == nil {
            diagnostics += reading.diagnostics
            note(path, isCurrent: reading.isCurrent, isKnown: reading.content != nil)
        }
        memory.workflows = readings
        (memory.workflowSettings, memory.capabilities) = (settings, capabilities)
        return readings.values.compactMap { reading in reading.content.map { ($0, reading.isCurrent) } }
            .sorted { $0.0.workflow.name < $1.0.workflow.name }
    }

    static func read(
        _ path: String, _ store: FileStore, _ settings: Settings, _ capabilities: Capabilities
    ) -> FileReading<WorkflowFile>? {
        let content = store.content(path)
        let collector = DiagnosticCollector()
        var file: WorkflowFile?
        if case .bytes(let bytes) = content {
            file = WorkflowReader.readFile(
                SourceText(name: path, bytes: bytes), settings: settings, capabilities: capabilities, collector)
        } else {
            guard content != .missing else { return nil }
            collector.add(contentsOf: [Diagnostic.unreadable(path, content, in: store)].compactMap(\.self))
        }
        return FileReading(
            content: file, diagnostics: collector.diagnostics, files: [path: store.fingerprint(path)])
    }

    private mutating func refuseSecondWorkflows(
        in readings: inout [String: FileReading<WorkflowFile>], _ old: [String: FileReading<WorkflowFile>]
    ) {
        var paths: [String: [String]] = [:]
        for (path, reading) in readings {
            if let file = reading.content { paths[file.workflow.name, default: []].append(path) }
        }
        for (name, rivals) in paths where rivals.count > 1 {
            let first = rivals.sorted().first { old[$0]?.content?.workflow.name == name } ?? rivals.min() ?? ""
            for path in rivals where path != first {
                guard var reading = readings[path], let file = reading.content else { continue }
                reading.diagnostics.append(
                    file.name.diagnostic(
                        .error, .twoOfOne, "there is a workflow '\(name)' already, in \(first)",
                        hint: "give one of them another name, or remove one"))
                reading.content = nil
                reading.isSettled = false
                let before = old[path].flatMap { $0.content?.workflow.name == name ? nil : $0 }
                readings[path] = reading.keeping(before) ?? reading
            }
        }
    }
}
