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
    ///
    /// - Throws: where its working folder is gone: what is meant by a relative path, or by none, is nobody's guess.
    init(_ options: CommonOptions, _ surroundings: ProcessSurroundings) throws(CommandFailure) {
        guard let folder = WorkingFolder.path else {
            throw CommandFailure(
                "the folder that this was typed in is gone", hint: "change to one that is there: cd",
                code: "no_folder", status: ExitStatus.failed)
        }
        self.init(
            options, environment: surroundings.environment, folder: folder, display: surroundings.display,
            errors: surroundings.errors, prompt: .ofThisProcess())
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
}
