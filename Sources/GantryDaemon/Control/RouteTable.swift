import GantryControl
import Hummingbird

/// The paths of the control API with their methods, so that another method of a known path is told apart from a path that
/// does not exist.
final class RouteTable {
    typealias Handler = @Sendable (Request, ControlContext) async throws -> Response

    /// `HEAD` is answered as `GET` is.
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options, .trace]

    private let group: RouterGroup<ControlContext>
    private var known: [String: [HTTPRequest.Method]] = [:]

    init(_ group: RouterGroup<ControlContext>) { self.group = group }

    func get(_ path: String, _ handler: @escaping Handler) { add(.get, path, handler) }

    func post(_ path: String, _ handler: @escaping Handler) { add(.post, path, handler) }

    private func add(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        known[path, default: []].append(method)
        group.on(RouterPath(path), method: method, use: handler)
    }

    /// Says of every path which methods it has, to whoever asks with another one. To be called last.
    func refuseOtherMethods() {
        for (path, methods) in known {
            let allowed = methods.map(\.rawValue) + (methods.contains(.get) ? ["HEAD"] : [])
            for method in Self.methods where !methods.contains(method) {
                group.on(RouterPath(path), method: method) { _, _ -> Response in throw WrongMethod(allowed: allowed) }
            }
        }
    }
}

/// A path is asked with a method that it does not have.
struct WrongMethod: Error {
    let allowed: [String]

    func problem(_ request: Request) -> ControlProblem {
        ControlProblem(
            status: 405, code: "method_not_allowed",
            "\(request.uri.path) takes \(allowed.joined(separator: " and ")), and not \(request.method)",
            hint: "docs/control-api.md lists what there is")
    }
}
