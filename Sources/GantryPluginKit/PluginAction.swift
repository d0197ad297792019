/// An action that a plugin adds: a step of a workflow names it as its `action`.
///
/// ```swift
/// struct Count: PluginAction {
///     let name = "files.count"
///     struct Inputs: Decodable, Sendable { var folder: String }
///     struct Output: Encodable, Sendable { var files: Int }
///
///     func run(_ inputs: Inputs, in call: Call) async throws -> Output? {
///         Output(files: try files(in: inputs.folder).count)
///     }
/// }
/// ```
///
/// Calls may run at the same time. What a call needs it gets as inputs and from its ``Call``, so an action is best a
/// value without any state.
public protocol PluginAction: Sendable {
    /// The inputs that the manifest declares. The manifest's defaults are put in before the call.
    associatedtype Inputs: Decodable & Sendable
    /// What later steps see. It encodes as an object, with the keys that the manifest declares as outputs.
    associatedtype Output: Encodable & Sendable

    /// As in the manifest: `files.count`.
    var name: String { get }

    /// Does the work of one call.
    ///
    /// - Returns: what later steps see; nil for nothing.
    /// - Throws: ``PluginFailure`` for a reason that a person can mend. Any other error fails the call too.
    func run(_ inputs: Inputs, in call: Call) async throws -> Output?
}

/// An action that looks at something and says what it finds, and gives nothing else to later steps.
public protocol PluginCheck: PluginAction where Output == Never {
    // Named again, so that it is inferred from `check`.
    associatedtype Inputs

    /// Looks. What it finds it tells by ``Call/find(_:about:_:project:rule:stage:owner:due:advice:evidence:)``.
    ///
    /// - Throws: ``PluginFailure`` for a reason that a person can mend. Nothing is resolved then.
    func check(_ inputs: Inputs, in call: Call) async throws
}

extension PluginCheck {
    public func run(_ inputs: Inputs, in call: Call) async throws -> Never? {
        try await check(inputs, in: call)
        return nil
    }
}

/// The inputs of what has none.
public struct NoInputs: Decodable, Sendable {
    public init() {}
}
