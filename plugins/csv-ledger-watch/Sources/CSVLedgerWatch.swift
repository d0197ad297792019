import GantryPluginKit

/// Tells the new rows of ledgers, and finds bookings that look wrong.
@main struct CSVLedgerWatch: Plugin {
    static let actions: [any PluginAction] = [CheckLedgers()]
    static let triggers: [any PluginTrigger] = [Booked()]
}
