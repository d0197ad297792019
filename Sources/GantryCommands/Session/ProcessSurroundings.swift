import GantryCore
import GantryTime
import Glibc

/// What this process finds when it starts, whatever it was asked for: its variables, its clock, its terminal.
struct ProcessSurroundings {
    let environment: [String: String]
    let display: Display
    let errors: Display
    /// What is wrong with them, said whatever was asked for.
    let complaints: [Diagnostic]

    static func ofThisProcess() -> ProcessSurroundings {
        var environment: [String: String] = [:]
        for name in ["USER", "LOGNAME", "GANTRY_ROOT", "NO_COLOR", "TERM", "TZ"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let instant = Instant(secondsSinceEpoch: Int64(now.tv_sec)) + .nanoseconds(Int64(now.tv_nsec))
        let zone = SystemZone.current
        let moments = Moments(zone: zone.rules, now: instant)
        return ProcessSurroundings(
            environment: environment,
            display: Display(terminal: .of(.output, environment: environment), moments: moments),
            errors: Display(terminal: .of(.error, environment: environment), moments: moments),
            complaints: zone.complaint.map { [$0] } ?? [])
    }
}
