import GantryControl

/// What actions, triggers and channels take and give.
extension Display {
    /// - Parameter title: of the first column.
    func inputs(_ inputs: [ActionMessage.Input], title: String = "INPUT") -> [String] {
        var table = Table(columns: [
            .left(title), .folding("TYPE", cutTo: 12), .folding("DEFAULT", cutTo: 10), .wrapping(""),
        ])
        table.rows = inputs.map { input in
            let standard = input.defaultValue.map(\.spoken) ?? (input.required ? "required" : "-")
            return [.init(input.name, .bold), .init(input.type), .init(standard), .init(input.summary)]
        }
        return table.rows.isEmpty ? [] : [""] + table.lines(terminal)
    }

    func outputs(_ outputs: [ActionMessage.Output], title: String = "GIVES LATER STEPS") -> [String] {
        var table = Table(columns: [.left(title), .folding("TYPE", cutTo: 12), .wrapping("")])
        table.rows = outputs.map { [.init($0.name, .bold), .init($0.type), .init($0.summary)] }
        return table.rows.isEmpty ? [] : [""] + table.lines(terminal)
    }
}
