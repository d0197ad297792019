import GantryControl
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
            if let length = request.headers[.contentLength].flatMap(Int.init), length > ControlContext.largestBody {
                throw Self.tooLarge
            }
            return try await next(request, context)
        } catch let problem as ControlProblem {
            return try Response.json(ProblemMessage(problem), status: .init(code: problem.status))
        } catch let error as HTTPError {
            let problem = Self.problem(error, request)
            return try Response.json(ProblemMessage(problem), status: .init(code: problem.status))
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
