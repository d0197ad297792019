import Hummingbird
import Logging

/// What goes along with a request of the control API.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks, and whether they are still there.
    let connection: ControlConnection

    struct Source: RequestContextSource {
        let application: ApplicationRequestContextSource
        let connection: ControlConnection

        var logger: Logger { application.logger }
    }

    init(source: Source) {
        coreContext = .init(source: source.application)
        connection = source.connection
    }

    /// Bytes that a request's body may have; the largest real one holds a sentence.
    static let largestBody = 64 << 10

    var maxUploadSize: Int { Self.largestBody }

    /// Who is recorded as having asked: the user at the other end of the socket, and beside it what they call
    /// themselves, where that is something else.
    ///
    /// - Parameter remark: `by` of the request; empty where there is none.
    func asker(calledThemselves remark: String) async -> String {
        let words = remark.prefix(200).split { $0.isWhitespace || $0.unicodeScalars.contains { $0.isControl } }
        let remark = words.joined(separator: " ")
        guard let name = await connection.peerName() else { return remark.isEmpty ? "somebody" : remark }
        return remark.isEmpty || remark == name ? name : "\(name) (by: \(remark))"
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}
