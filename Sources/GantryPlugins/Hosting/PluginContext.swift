import GantryCore
import GantryManifest

/// What the parts that speak to one plugin share.
struct PluginContext: Sendable {
    let manifest: PluginManifest
    let clock: any WallClock
    let patience: Duration
    let startTime: Duration
    let masking: Masking
    let timeZone: @Sendable () -> String
    /// The plugin's secrets, by name.
    ///
    /// - Throws: `CallFailure.impossible` for one that cannot be had.
    let secrets: @Sendable () throws -> [String: String]
    let sink: EventSink
    let report: @Sendable (PluginEvent) -> Void
    /// Why it must not be started; nil where nothing is against it.
    let pinComplaint: @Sendable () async -> String?
    /// Notes that it behaved well outside of a call, as when it has run for long.
    let behaved: @Sendable () -> Void
    /// Notes that it misbehaved outside of a call.
    let misbehaved: @Sendable (String) -> Void
    /// What keeps it from being started now.
    let obstacle: @Sendable () -> Quarantine?

    var identity: PluginIdentity { manifest.identity }
}
