import GantryControl
import GantryCore
import GantryTime
import Glibc

/// What a verb runs in: who typed it, where, when, and how it prints.
struct Session: Sendable {
    let environment: [String: String]
    /// The folder that it was typed in, absolute.
    let folder: String
    let display: Display
    /// What failures are printed with: either stream may go to a file while the other is a terminal.
    let errors: Display
    let locator: SocketLocator
    /// Nil: nobody can be asked.
    let prompt: Prompt?

    init(
        _ options: CommonOptions, environment: [String: String], folder: String, display: Display,
        errors: Display? = nil, prompt: Prompt? = nil
    ) {
        (self.environment, self.folder, self.display, self.prompt) = (environment, folder, display, prompt)
        self.errors = errors ?? display
        locator = SocketLocator(
            socket: options.socket, root: options.root, environment: environment, folder: folder)
    }

    /// The session of this process.
    static func ofThisProcess(_ options: CommonOptions) -> Session {
        let environment = processEnvironment()
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let instant = Instant(secondsSinceEpoch: Int64(now.tv_sec)) + .nanoseconds(Int64(now.tv_nsec))
        let moments = Moments(zone: .system(), now: instant)
        return Session(
            options, environment: environment, folder: currentFolder(),
            display: Display(terminal: .of(.output, environment: environment), moments: moments),
            errors: Display(terminal: .of(.error, environment: environment), moments: moments),
            prompt: .ofThisProcess())
    }

    func client() -> ControlClient { ControlClient(locator.locate()) }

    var now: Instant { display.moments.now }

    /// Who types: the login name.
    var user: String {
        for variable in ["USER", "LOGNAME"] {
            if let name = environment[variable], !name.isEmpty { return name }
        }
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 16_384)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, let name = found?.pointee.pw_name else {
            return "uid \(getuid())"
        }
        return String(cString: name)
    }

    private static func processEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        for name in ["USER", "LOGNAME", "GANTRY_ROOT", "NO_COLOR", "TERM", "TZ"] {
            if let value = getenv(name) { result[name] = String(cString: value) }
        }
        return result
    }

    private static func currentFolder() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
}
