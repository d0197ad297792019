import GantryCore
import GantryTime

extension Session {
    /// A time as somebody types it, in their own zone where it names no offset: `2026-11-02`, `2026-11-02T08:00`.
    ///
    /// - Parameter zone: the one it is in where it names no offset; nil: the reader's.
    func instant(of text: String, option: String, in zone: ZoneRules? = nil) throws(CommandFailure) -> Instant {
        guard let local = LocalTimeText(text) else {
            throw .usage("\(option) '\(text)' is not a time", hint: "write it as 2026-11-02T08:00")
        }
        return (zone ?? display.moments.zone).instant(of: local)
    }
}
