import Dispatch
import Glibc

/// A plugin: a program that adds actions, triggers or channels to Gantry.
///
/// ```swift
/// @main struct Ping: Plugin {
///     static let actions: [any PluginAction] = [Check()]
/// }
/// ```
///
/// The program speaks `exec` or `serve`, whichever its manifest names, and needs no code for it. What it prints goes to
/// standard error, line by line, so that a stray `print` breaks nothing: with `exec` into the log of the run, with
/// `serve` into the daemon's, since calls run at the same time there.
public protocol Plugin {
    static var actions: [any PluginAction] { get }
    static var triggers: [any PluginTrigger] { get }
    static var channels: [any PluginChannel] { get }
}

extension Plugin {
    public static var actions: [any PluginAction] { [] }
    public static var triggers: [any PluginTrigger] { [] }
    public static var channels: [any PluginChannel] { [] }

    static var offers: Offers { Offers(actions: actions, triggers: triggers, channels: channels) }

    /// Speaks with Gantry until there is nothing more to say, and ends the process.
    public static func main() async {
        let form = getenv("GANTRY_PROTOCOL").map { String(cString: $0) } ?? "exec"
        switch form {
        case "exec": await exec()
        case "serve": await serve()
        default:
            FileDescriptor.error.write(Array("GANTRY_PROTOCOL is '\(form)'; this plugin speaks exec and serve\n".utf8))
            exit(EX_USAGE)
        }
    }

    private static func exec() async {
        let (input, output) = FileDescriptor.claimStandardStreams()
        let writer = OutputQueue(output)
        let outcome = await ExecSession(offers: offers) { writer.write($0) }.answer(await input.readAll())
        await writer.flush()
        switch outcome {
        case .done: exit(EXIT_SUCCESS)
        case .contradicted(let words):
            // No failure, which a person could mend: the plugin itself is wrong.
            FileDescriptor.error.write(Array("\(words)\n".utf8))
            exit(EX_DATAERR)
        case .failed, .refused, .cancelled: exit(EXIT_FAILURE)
        }
    }

    private static func serve() async {
        let (input, output) = FileDescriptor.claimStandardStreams()
        let writer = OutputQueue(output)
        let session = ServeSession(
            offers: offers, send: { writer.send($0) },
            onStop: {
                // Tasks that do not end when they are cancelled do not hold the process.
                DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(4)) {
                    fflush(nil)
                    _exit(EXIT_SUCCESS)
                }
            })
        let problem = await session.run { await input.read() }
        await writer.flush()
        if let problem { FileDescriptor.error.write(Array("\(problem)\n".utf8)) }
        exit(problem == nil ? EXIT_SUCCESS : EXIT_FAILURE)
    }
}
