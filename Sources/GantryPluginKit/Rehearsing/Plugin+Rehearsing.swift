import Synchronization

extension Plugin {
    /// Calls an action without a process, for tests.
    ///
    /// It is the program alone: the manifest's defaults are not put in, and nothing is held to the manifest, neither
    /// inputs nor rules nor outputs. `gantry plugins verify` does that.
    ///
    /// - Parameters:
    ///   - call: such as `.sample(action: "folders.check", ["wanted": ["minutes"]])`.
    ///   - root: the folder of the definitions; nil for the working folder.
    public static func rehearse(_ call: ActionCall, root: String? = nil) async -> Rehearsal {
        let lines = Collector<PluginLine>()
        let outcome = await offers.perform(call, in: root ?? Root.path) { lines.add($0) }
        return Rehearsal(lines.all, outcome)
    }

    /// Delivers a message without a process, for tests. A success without a word has no lines.
    ///
    /// - Parameters:
    ///   - call: such as `.sample(channel: "desk.note")`.
    ///   - root: the folder of the definitions; nil for the working folder.
    public static func rehearse(_ call: DeliveryCall, root: String? = nil) async -> Rehearsal {
        let lines = Collector<PluginLine>()
        let outcome = await offers.perform(call, in: root ?? Root.path) { lines.add($0) }
        return Rehearsal(lines.all, outcome)
    }

    /// Runs a trigger without a process until it has told so many events, ends by itself or the time is over, for tests.
    ///
    /// All events are taken. One whose id was told before is not counted, as with Gantry.
    ///
    /// - Parameters:
    ///   - terms: such as `.sample(trigger: "folders.appeared", ["every": "10ms"])`.
    ///   - events: how many there are to be.
    ///   - limit: how long it may take.
    ///   - root: the folder of the definitions; nil for the working folder.
    public static func rehearse(
        _ terms: Subscription.Terms, events: Int, within limit: Duration = .seconds(10), root: String? = nil
    ) async -> TriggerRehearsal {
        let run: @Sendable (Subscription) async throws -> Void
        do {
            run = try offers.watch(terms)
        } catch {
            var said = TriggerRehearsal()
            if error.code == RPCError.invalidParams { said.contradiction = error.message }
            said.troubles = said.contradiction == nil ? [error.message] : []
            return said
        }
        let said = Mutex(TriggerRehearsal())
        let lever = CancelSwitch()
        let subscription = Subscription(terms, root: root) { event in
            said.withLock { said in
                guard !said.events.contains(where: { $0.id == event.id }) else { return false }
                if said.events.count < events { said.events.append(event) }
                if said.events.count == events { lever.pull() }
                return true
            }
        } say: { log in
            said.withLock { $0.logs.append(log.message) }
        } report: { words in
            said.withLock { $0.troubles.append(words) }
        }
        let ended = await lever.run { await subscription.end(of: run, within: limit) }
        if let words = ended ?? nil { said.withLock { $0.troubles.append(words) } }
        return said.withLock { $0 }
    }
}

extension Subscription {
    /// Runs a trigger for a while.
    ///
    /// - Returns: why it ended by itself; nil where it did not.
    fileprivate func end(
        of run: @escaping @Sendable (Subscription) async throws -> Void, within limit: Duration
    ) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask {
                do {
                    try await run(self)
                } catch {
                    if !(error is CancellationError) { return Task.isCancelled ? nil : PluginFailure(error).message }
                }
                return Task.isCancelled ? nil : "it stopped watching"
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}

extension Rehearsal {
    fileprivate init(_ lines: [PluginLine], _ outcome: CallOutcome) {
        self.init(lines: lines + (outcome.line.map { [$0] } ?? []))
        if case .contradicted(let words) = outcome { contradiction = words }
    }
}

/// Things in the order in which they came.
private final class Collector<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    func add(_ element: Element) { elements.withLock { $0.append(element) } }

    var all: [Element] { elements.withLock { $0 } }
}
