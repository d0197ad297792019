import GantryPluginKit

/// Fires once for each new row of a ledger.
///
/// It looks again and again, and does not ask the kernel to be told: ledgers often come over network shares, for which
/// the kernel tells nothing.
struct Booked: PluginTrigger {
    let name = "csv-ledger-watch.booked"

    struct Inputs: Decodable, Sendable {
        var files: [String]
        var folder: String
        var every: Input.Duration
        var backlog: Bool
    }

    func run(_ inputs: Inputs, in subscription: Subscription) async throws {
        let folder = LedgerFolder(subscription.path(inputs.folder), inputs.files)
        let pause = max(inputs.every.value, .milliseconds(10))
        var told = try ToldRows(of: subscription.id, in: subscription.work)
        var files = SteadyFiles()
        if told.isNew {
            for file in inputs.backlog ? [] : await folder.files().keys.sorted() {
                for (id, _) in await rows(of: file, folder, subscription) { told.add(id) }
            }
            told.endFirstLook()
        }
        while true {
            for file in files.on(await folder.files()) {
                for (id, booking) in await rows(of: file, folder, subscription) where !told.contains(id) {
                    try await subscription.emit(id: id, booking)
                    told.add(id)
                }
            }
            try await Task.sleep(for: pause)
        }
    }

    /// None of a file that is no ledger, which is said.
    private func rows(
        of file: String, _ folder: LedgerFolder, _ subscription: Subscription
    ) async -> [(id: String, booking: Booking)] {
        do {
            return Booking.identified(try await folder.bookings(in: file))
        } catch {
            subscription.log("\(error)", level: .warning)
            return []
        }
    }
}
