import GantryPluginKit

/// Finds bookings that look wrong.
struct CheckLedgers: PluginAction {
    let name = "csv-ledger-watch.check"

    struct Inputs: Decodable, Sendable {
        var project: String
        var files: [String]
        var folder: String
        var lines: [String]?
        var decimal: AmountForm
    }

    struct Output: Encodable, Sendable {
        var bookings: Int
    }

    func run(_ inputs: Inputs, in call: Call) async throws -> Output? {
        guard let project = call.projects.first(where: { $0.id == inputs.project }) else {
            throw PluginFailure("there is no project '\(inputs.project)'; gantry projects lists them")
        }
        let folder = LedgerFolder(call.path(inputs.folder), inputs.files)
        let files = await folder.files().keys.sorted()
        if files.isEmpty {
            throw PluginFailure("no file matches \(inputs.files.joined(separator: ", ")) in \(folder.path)")
        }
        var bookings: [Booking] = []
        for (index, file) in files.enumerated() {
            do {
                bookings += try await folder.bookings(in: file)
            } catch {
                // The other files are looked at, but what they do not show may be in this one.
                call.skip(project: project.id, because: "\(error)")
            }
            call.progress((index + 1) * 100 / files.count, file)
        }
        let checks = LedgerChecks(
            project: project.id, start: project.start, today: call.today, lines: inputs.lines,
            decimal: inputs.decimal)
        for finding in checks.findings(in: bookings) { call.find(finding) }
        return Output(bookings: bookings.count)
    }
}
