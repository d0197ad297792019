package import GantryCore
import Glibc

/// Why a client got no answer.
package enum ClientFailure: Error, Hashable, Sendable {
    /// No daemon can be spoken to: the socket's path is too long, nothing listens, or it may not be opened.
    case notReachable(Diagnostic)
    /// The daemon answered, and the answer is a problem.
    case problem(ControlProblem)
    /// A daemon is there, but what it said was no answer: it took too long, hung up, or is none of ours.
    case noAnswer(Diagnostic)
}

extension ClientFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notReachable(let diagnostic), .noAnswer(let diagnostic): "\(diagnostic)"
        case .problem(let problem): problem.message
        }
    }
}

extension ClientFailure {
    /// What an error of `connect` means to a person.
    ///
    /// - Parameter code: the `errno` of the attempt; nil where it was none.
    static func connecting(to path: String, root: String?, code: CInt?) -> ClientFailure {
        let start =
            root.map { "start it: gantryd --root \(shellQuoted($0))" }
            ?? "start it: gantryd --root FOLDER, or sudo systemctl start gantry; "
            + "gantry looks in a folder with .gantry, or take --root FOLDER or --socket PATH"
        let (message, hint) =
            switch code {
            case ENOENT?, ENOTDIR?: ("no daemon is running: there is no socket \(path)", start)
            case ECONNREFUSED?: ("no daemon is running: nobody listens at \(path)", start)
            case EACCES?, EPERM?:
                (
                    "you may not speak to the daemon: \(path) is not open to you",
                    "run it as the user who started gantryd, or join the service's group: sudo adduser $USER gantry, "
                        + "then log in again"
                )
            case EAGAIN?: ("the daemon at \(path) is too busy to take a connection", "try again in a moment")
            default: ("the daemon cannot be reached at \(path)\(code.map { " (errno \($0))" } ?? "")", start)
            }
        return .notReachable(Diagnostic(.error, .daemonNotReachable, message, hint: hint))
    }
}
