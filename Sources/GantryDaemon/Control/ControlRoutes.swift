import FoundationEssentials
import GantryControl
import GantryCore
import GantryProject
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// The paths of the control API.
struct ControlRoutes: Sendable {
    let backend: any ControlBackend
    let logger: Logger

    func makeRouter() -> Router<ControlContext> {
        let router = Router(context: ControlContext.self)
        router.add(middleware: ProblemMiddleware(logger: logger))
        let api = RouteTable(router.group("v1"))
        addDaemonRoutes(to: api)
        addReportRoutes(to: api)
        addRunRoutes(to: api)
        addAlertRoutes(to: api)
        addDeliveryRoutes(to: api)
        api.refuseOtherMethods()
        return router
    }

    private func addDaemonRoutes(to api: RouteTable) {
        api.get("status") { _, _ in try Response.json(await backend.status()) }
        api.get("projects") { _, _ in try Response.json(await backend.projects()) }
        api.get("projects/:id") { _, context in try Response.json(await backend.project(try name("id", context))) }
        api.get("workflows") { _, _ in try Response.json(await backend.workflows()) }
        api.get("actions") { _, _ in try Response.json(await backend.actions()) }
        api.get("next") { request, _ in
            try requireKeys(["count", "workflow", "with_skipped"], in: request)
            let query = NextQuery(
                count: try number("count", in: request, default: 10, 1...1000),
                workflow: text("workflow", in: request), withSkipped: try flag("with_skipped", in: request))
            return try Response.json(await backend.next(query))
        }
        api.post("reload") { _, _ in try Response.json(await backend.reload()) }
        api.get("plugins") { _, _ in try Response.json(await backend.plugins()) }
        api.get("plugins/:name") { _, context in try Response.json(await backend.plugin(try name("name", context))) }
        api.post("plugins/:name/retry") { _, context in
            try Response.json(await backend.retryPlugin(try name("name", context)))
        }
    }

    /// Reports are registered by their names, so that a new one needs no line here.
    private func addReportRoutes(to api: RouteTable) {
        for report in Reports.ofProjects {
            api.get("projects/:id/\(report.name)") { request, context in
                let id = try name("id", context)
                return try await self.report(report.name, ofProject: id, request, context)
            }
        }
        for report in Reports.ofPortfolios {
            api.get("\(report.name)") { request, context in
                try await self.report(report.name, ofProject: nil, request, context)
            }
        }
    }

    /// A sum may take long: an asker who hangs up, and a daemon that stops, end it.
    private func report(
        _ name: String, ofProject id: String?, _ request: Request, _ context: ControlContext
    ) async throws -> Response {
        let parameters = parameters(of: request)
        return try await context.connection.whileOpen {
            try await cancelWhenGracefulShutdown {
                try Response.json(await backend.report(name, ofProject: id, parameters))
            }
        }
    }

    private func addRunRoutes(to api: RouteTable) {
        api.get("runs") { request, _ in
            try Response.json(await backend.runs(try runQuery(request, workflow: text("workflow", in: request))))
        }
        api.get("workflows/:name/runs") { request, context in
            try Response.json(await backend.runs(try runQuery(request, workflow: try name("name", context))))
        }
        api.get("workflows/:name/occurrences") { request, context in
            let workflow = try name("name", context)
            return try Response.json(await backend.occurrences(of: workflow, try occurrenceQuery(request)))
        }
        api.post("runs/:id/cancel") { request, context in
            let run = try id("run", context)
            let asked = try await body(CancelRequest.self, of: request.body)
            return try Response.json(
                await backend.cancel(run: run, by: await context.asker(calledThemselves: asked.by)))
        }
        api.post("workflows/:name/cancel") { request, context in
            let workflow = try name("name", context)
            let asked = try await body(CancelRequest.self, of: request.body)
            return try Response.json(
                await backend.cancelQueued(of: workflow, by: await context.asker(calledThemselves: asked.by)))
        }
        api.get("runs/:id") { _, context in try Response.json(await backend.run(try id("run", context))) }
        api.get("runs/:id/logs") { _, context in try Response.json(await backend.logs(ofRun: try id("run", context))) }
        api.post("workflows/:name/run") { request, context in
            let workflow = try name("name", context)
            var asked = try await body(RunRequest.self, of: request.body)
            guard asked.trigger == nil || asked.occurrence != nil else {
                throw ControlProblem.invalid("'trigger' goes with 'for': whose occurrence then is meant")
            }
            asked.by = await context.asker(calledThemselves: asked.by)
            let accepted = asked
            guard accepted.wait else {
                return try Response.json(await backend.startRun(of: workflow, accepted), status: .accepted)
            }
            // The answer may be long in coming: an asker who hangs up, and a daemon that stops, end the waiting.
            return try await context.connection.whileOpen {
                try await cancelWhenGracefulShutdown {
                    try Response.json(await backend.startRun(of: workflow, accepted))
                }
            }
        }
    }

    private func addAlertRoutes(to api: RouteTable) {
        api.get("alerts") { request, _ in
            try requireKeys(["all", "project"], in: request)
            let query = AlertQuery(
                all: try flag("all", in: request), project: text("project", in: request))
            return try Response.json(await backend.alerts(query))
        }
        api.get("alerts/lookup") { request, _ in
            guard let reference = text("ref", in: request) else {
                throw ControlProblem.invalid("which alert?", hint: "GET /v1/alerts/lookup?ref=crm2/licences")
            }
            if let id = Int64(reference) { return try Response.json(await backend.alert(id)) }
            var alerts = try await backend.alertsToName(includingResolved: false)
            if !AlertLookup.isClear(reference, among: alerts) {
                alerts = try await backend.alertsToName(includingResolved: true)
            }
            return try Response.json(await backend.alert(try AlertLookup.id(of: reference, among: alerts)))
        }
        api.get("alerts/:id") { _, context in try Response.json(await backend.alert(try id("alert", context))) }
        api.post("alerts/:id/ack") { request, context in
            var asked = try await body(AcknowledgeRequest.self, of: request.body)
            guard !asked.because.allSatisfy(\.isWhitespace) else {
                throw ControlProblem.invalid(
                    "an acknowledgement says why", hint: "{\"because\": \"the supplier is late\"}")
            }
            asked.by = await context.asker(calledThemselves: asked.by)
            return try Response.json(await backend.acknowledge(try id("alert", context), asked))
        }
    }

    private func addDeliveryRoutes(to api: RouteTable) {
        api.get("deliveries") { request, _ in
            try requireKeys(["failed", "limit"], in: request)
            let query = DeliveryQuery(
                failed: try flag("failed", in: request),
                limit: try number("limit", in: request, default: 50, 1...1000))
            return try Response.json(await backend.deliveries(query))
        }
        api.post("deliveries/retry") { _, _ in try Response.json(await backend.retryDeliveries(nil)) }
        api.post("deliveries/:id/retry") { _, context in
            try Response.json(await backend.retryDeliveries(try id("delivery", context)))
        }
    }

    private func runQuery(_ request: Request, workflow: String?) throws -> RunQuery {
        try requireKeys(["workflow", "state", "limit"], in: request)
        var state: Run.State?
        if let word = text("state", in: request) {
            guard let known = Run.State(rawValue: word) else {
                let words = Run.State.allCases.map(\.rawValue)
                throw ControlProblem.invalid(
                    "'\(word)' is not a state of a run: \(words.joined(separator: ", "))",
                    hint: suggestion(for: word, among: words).map { "did you mean '\($0)'?" })
            }
            state = known
        }
        return RunQuery(
            workflow: workflow, state: state, limit: try number("limit", in: request, default: 20, 1...1000))
    }
}

// MARK: Parts of a request

private func occurrenceQuery(_ request: Request) throws -> OccurrenceQuery {
    try requireKeys(["at", "since", "until", "trigger", "verdict", "limit"], in: request)
    var query = OccurrenceQuery(
        trigger: text("trigger", in: request), at: try instant("at", in: request),
        since: try instant("since", in: request), until: try instant("until", in: request),
        limit: try number("limit", in: request, default: 50, 1...1000))
    if let word = text("verdict", in: request) {
        guard let verdict = Verdict(rawValue: word) else {
            let words = Verdict.allCases.map(\.rawValue)
            throw ControlProblem.invalid(
                "verdict=\(word): one of \(words.joined(separator: ", ")) is wanted",
                hint: suggestion(for: word, among: words).map { "did you mean \($0)?" })
        }
        query.verdict = verdict
    }
    guard query.at == nil || (query.since == nil && query.until == nil && query.verdict == nil) else {
        throw ControlProblem.invalid("at asks for one instant: since, until and verdict do not go with it")
    }
    return query
}

private func instant(_ key: String, in request: Request) throws -> Instant? {
    guard let text = text(key, in: request) else { return nil }
    // A plus sign that was not escaped has become a space.
    guard let instant = Instant(rfc3339: text.split(separator: " ").joined(separator: "+")) else {
        throw ControlProblem.invalid("\(key)=\(text): an instant such as 2026-11-02T08:00:00Z is wanted")
    }
    return instant
}

/// A part of the path, its escapes undone.
private func name(_ key: String, _ context: ControlContext) throws -> String {
    let raw = try context.parameters.require(key)
    guard let name = PercentCoding.decode(raw), !name.isEmpty else {
        throw ControlProblem.invalid("'\(raw)' in the path is not well-formed")
    }
    return name
}

/// The number in the path that names a run or an alert.
private func id(_ what: String, _ context: ControlContext) throws -> Int64 {
    let text = try name("id", context)
    guard let id = Int64(text) else {
        throw ControlProblem.notFound(
            "'\(text)' is not the number of \(what == "alert" ? "an" : "a") \(what)",
            hint: "gantry \(what == "delivery" ? "deliverie" : what)s lists them"
        )
    }
    return id
}

/// A filter that is misspelt would let everything through.
private func requireKeys(_ keys: [String], in request: Request) throws {
    for (key, _) in request.uri.queryParameters where !keys.contains(String(key)) {
        throw ControlProblem.invalid(
            "'\(key)' is not a key of this query: \(keys.joined(separator: ", "))",
            hint: suggestion(for: String(key), among: keys).map { "did you mean '\($0)'?" })
    }
}

/// A value of the query; nil where it is missing or empty.
private func text(_ key: String, in request: Request) -> String? {
    request.uri.queryParameters[key[...]].flatMap { $0.isEmpty ? nil : String($0) }
}

/// The whole query, in its order.
private func parameters(of request: Request) -> [(key: String, value: String)] {
    request.uri.queryParameters.map { (key: String($0.key), value: String($0.value)) }
}

private func flag(_ key: String, in request: Request) throws -> Bool {
    switch text(key, in: request) {
    case nil, "false": false
    case "true": true
    case let other?: throw ControlProblem.invalid("\(key)=\(other): true or false is wanted")
    }
}

private func number(_ key: String, in request: Request, default standard: Int, _ range: ClosedRange<Int>) throws -> Int
{
    guard let text = text(key, in: request) else { return standard }
    guard let number = Int(text), range.contains(number) else {
        throw ControlProblem.invalid(
            "\(key)=\(text): a number from \(range.lowerBound) to \(range.upperBound) is wanted")
    }
    return number
}

/// - Throws: `ControlProblem` where the body is too long, does not come whole and in time, is no such message, or has a
///   key that nobody reads. No body at all is taken for an empty object.
private func body<Message: RequestMessage>(_ type: Message.Type, of content: RequestBody) async throws -> Message {
    let buffer: ByteBuffer
    do {
        buffer = try await content.collect(upTo: ControlContext.largestBody)
    } catch is NIOTooManyBytesError {
        throw ProblemMiddleware.tooLarge
    } catch is ControlConnectionHandler.TooSlow {
        throw ControlProblem(status: 408, code: "too_slow", "the rest of the body did not come in time")
    } catch let error as HTTPParserError {
        throw ControlProblem.invalid("the body did not come whole: \(error)")
    }
    let isEmpty = buffer.readableBytesView.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let bytes = isEmpty ? Data("{}".utf8) : Data(buffer.readableBytesView)
    do {
        for key in try WireJSON.decode([String: Value].self, from: bytes).keys.sorted() where !type.keys.contains(key) {
            let near = suggestion(for: key, among: type.keys)
            throw ControlProblem.invalid(
                "'\(key)' is not a key of this body: \(type.keys.joined(separator: ", "))",
                hint: near.map { "did you mean '\($0)'?" })
        }
        return try WireJSON.decode(type, from: bytes)
    } catch let error as DecodingError {
        let wrong = error.place.map { "'\($0.key)' is not what is wanted here: \($0.why)" }
        throw ControlProblem.invalid(
            wrong ?? "the body is not the JSON that is wanted here", hint: "docs/control-api.md shows it")
    }
}

extension DecodingError {
    /// The key whose value is wrong, and why; nil where it is no JSON at all.
    fileprivate var place: (key: String, why: String)? {
        let (context, why): (Context, String?) =
            switch self {
            case .dataCorrupted(let context): (context, context.debugDescription)
            case .typeMismatch(let type, let context): (context, "\(type) is wanted")
            case .valueNotFound(let type, let context): (context, "\(type) is wanted")
            case .keyNotFound(_, let context): (context, nil)
            @unknown default: (Context(codingPath: [], debugDescription: ""), nil)
            }
        guard let key = context.codingPath.first?.stringValue, let why else { return nil }
        return (key, why)
    }
}
