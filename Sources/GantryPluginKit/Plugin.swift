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
/// standard error, so that a stray `print` breaks nothing.
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
        let succeeded = await ExecSession(offers: offers) { writer.send($0) }.answer(await input.readAll())
        await writer.flush()
        exit(succeeded ? EXIT_SUCCESS : EXIT_FAILURE)
    }

    private static func serve() async {
        let (input, output) = FileDescriptor.claimStandardStreams()
        let writer = OutputQueue(output)
        let session = ServeSession(
            offers: offers, send: { writer.send($0) },
            onStop: {
                // Tasks that do not end when they are cancelled do not hold the process.
                DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(4)) { _exit(EXIT_SUCCESS) }
            })
        let problem = await session.run { await input.read() }
        await writer.flush()
        if let problem { FileDescriptor.error.write(Array("\(problem)\n".utf8)) }
        exit(problem == nil ? EXIT_SUCCESS : EXIT_FAILURE)
    }

    /// What a call of an action prints, for tests: the lines, the output and the failure among them.
    public static func rehearse(_ call: ActionCall) async -> [PluginLine] {
        await rehearse { offers, say in await offers.perform(call, say: say) }
    }

    /// What a delivery prints, for tests; nothing is a success.
    public static func rehearse(_ call: DeliveryCall) async -> [PluginLine] {
        await rehearse { offers, say in await offers.perform(call, say: say) }
    }

    private static func rehearse(
        _ perform: (Offers, @escaping @Sendable (PluginLine) -> Void) async -> CallOutcome
    ) async -> [PluginLine] {
        let lines = LineCollector()
        let outcome = await perform(offers) { lines.add($0) }
        return lines.all + (outcome.line.map { [$0] } ?? [])
    }
}
