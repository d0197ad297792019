import Hummingbird

/// What goes along with a request of the control API.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: Source) { coreContext = .init(source: source) }

    /// Bytes that a request's body may have; the largest real one holds a sentence.
    static let largestBody = 64 << 10

    var maxUploadSize: Int { Self.largestBody }
}
