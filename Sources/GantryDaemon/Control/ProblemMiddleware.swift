import GantryControl
import GantryStore
import Hummingbird
import Logging

/// Answers everything that goes wrong in one form, `{"error": {"code", "message", "hint", "candidates"}}`.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = ControlContext

    let logger: Logger

    func handle(
        _ request: Request, context: ControlContext, next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            guard request.announcedLength <= ControlContext.largestBody else { throw Self.tooLarge }
            return try await next(request, context)
        } catch let problem as ControlProblem {
            return try Self.response(problem, to: request)
        } catch let error as WrongMethod {
            var response = try Self.response(error.problem(request), to: request)
            response.headers[.allow] = error.allowed.joined(separator: ", ")
            return response
        } catch let error as HTTPError {
            return try Self.response(Self.problem(error, request), to: request)
        } catch let failure as StoreFailure {
            logger.error("\(request.method) \(request.uri.path): \(failure)")
            let problem = ControlProblem.unavailable(
                "it cannot be done now: \(failure)", hint: "gantryd tries again by itself; ask again when it can")
            return try Response.json(ProblemMessage(problem), status: .serviceUnavailable)
        } catch is CancellationError {
            let problem = ControlProblem.unavailable("the daemon is stopping", hint: "ask again when it runs")
            return try Response.json(ProblemMessage(problem), status: .serviceUnavailable)
        } catch {
            logger.error("\(request.method) \(request.uri.path): \(error)")
            let problem = ControlProblem(
                status: 500, code: "internal", "the daemon could not answer: \(error)",
                hint: "this is a defect of Gantry's or of its machine; the daemon's log says more")
            return try Response.json(ProblemMessage(problem), status: .internalServerError)
        }
    }

    private static func response(_ problem: ControlProblem, to request: Request) throws -> Response {
        var response = try Response.json(ProblemMessage(problem), status: .init(code: problem.status))
        // Where the next request begins cannot be known: the rest of this one's body may come, or not.
        let isCut = problem.status == 408 || (problem.status == 413 && request.waitsForContinue)
        if isCut { response.headers[.connection] = "close" }
        return response
    }

    static let tooLarge = ControlProblem(
        status: 413, code: "too_large", "a request's body may have \(ControlContext.largestBody) bytes at most")

    private static func problem(_ error: HTTPError, _ request: Request) -> ControlProblem {
        switch error.status {
        case .notFound:
            .notFound(
                "the control API has no \(request.method) \(request.uri.path)",
                hint: "docs/control-api.md lists what it has; a newer gantry may ask for what an older daemon lacks")
        case .contentTooLarge: tooLarge
        default:
            ControlProblem(
                status: error.status.code, code: "invalid", error.body ?? error.status.reasonPhrase)
        }
    }
}

extension Response {
    /// An answer in JSON.
    ///
    /// - Throws: `EncodingError`; the messages of the API always encode.
    static func json(_ message: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        var buffer = ByteBuffer(bytes: try WireJSON.encode(message))
        buffer.writeString("\n")
        return Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .contentLength: String(buffer.readableBytes)],
            body: ResponseBody(byteBuffer: buffer))
    }
}
