package import GantryCore

/// What an expression may name, at its place in a file.
package struct ExpressionNames: Sendable {
    /// A step, as the expressions behind it see it.
    package struct KnownStep: Sendable {
        package let id: String
        /// What its action declares; empty where that is not known, so that any member may be there.
        package let outputs: [OutputDeclaration]

        package init(id: String, outputs: [OutputDeclaration] = []) { (self.id, self.outputs) = (id, outputs) }
    }

    /// Where expressions start from.
    let roots: [String]
    /// All steps, in order.
    private let steps: [KnownStep]
    /// Where each id stands first; shared by all steps of a workflow.
    private let places: [String: Int]
    /// The place of the step that the expression belongs to.
    private let own: Int
    /// What `trigger.event` carries; empty where that is not known.
    let event: [OutputDeclaration]
    /// What stands below `inputs`, where that is a root.
    let inputs: [OutputDeclaration]
    /// Whether a hint tells what may have been meant, which takes time for all that can be named.
    private(set) var suggests = true

    /// For an expression outside of all steps, which can name none.
    package init() { self.init(steps: [KnownStep]()) }

    /// - Parameters:
    ///   - steps: all steps, in order. `before(_:)` gives what one of them sees.
    ///   - event: what the events of the workflow's triggers carry; empty where that is not known.
    package init(steps: [KnownStep], event: [OutputDeclaration] = []) {
        places = Dictionary(zip(steps.map(\.id), steps.indices)) { first, _ in first }
        (self.steps, self.event, roots, inputs, own) = (steps, event, Self.workflowRoots, [], 0)
    }

    /// The same where nothing is known of what the steps give.
    package init(steps: [String]) { self.init(steps: steps.map { KnownStep(id: $0) }) }

    /// For a command that may hold nothing but its own inputs.
    package init(inputs: [InputDeclaration]) {
        self.inputs = inputs.map { OutputDeclaration($0.name, $0.type, $0.summary) }
        (roots, steps, places, event, own) = (["inputs"], [], [:], [], 0)
    }

    private init(_ other: ExpressionNames, own: Int) {
        (roots, steps, places, event, inputs) = (other.roots, other.steps, other.places, other.event, other.inputs)
        (self.own, suggests) = (own, other.suggests)
    }

    /// The same names, for a file of whose mistakes enough are told.
    var withoutSuggestions: ExpressionNames {
        var names = self
        names.suggests = false
        return names
    }

    /// The names for an expression of the step at `index`.
    package func before(_ index: Int) -> ExpressionNames { ExpressionNames(self, own: index) }

    /// Whether a step has run before; nil where there is no such step.
    func hasRun(_ step: String) -> Bool? { places[step].map { $0 < own } }

    func outputs(of step: String) -> [OutputDeclaration] { places[step].map { steps[$0].outputs } ?? [] }

    var earlierSteps: [String] { steps[..<own].map(\.id) }
    var allSteps: [String] { steps.map(\.id) }

    private static let workflowRoots = ["trigger", "steps", "project"]
    /// What a trigger carries.
    package static let triggerMembers = ["kind", "at", "files", "projects", "changes", "count", "by", "event"]

    /// `trigger, steps and project`.
    var spokenRoots: String {
        guard let last = roots.last, roots.count > 1 else { return roots.first ?? "no names" }
        return "\(roots.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// What is declared of the members of a value, and how a message about another one begins; nil where nothing is.
    func declarations(of base: Expression) -> (lacks: String, members: [OutputDeclaration])? {
        let found: (lacks: String, members: [OutputDeclaration])? =
            switch base {
            case .name("inputs", _): ("there is no input", inputs)
            case .member(.name("steps", _), let id, _), .index(.name("steps", _), .literal(.text(let id)), _):
                ("step '\(id)' gives no", outputs(of: id))
            case .member(.name("trigger", _), "event", _), .index(.name("trigger", _), .literal("event"), _):
                ("the event carries no", event)
            default: nil
            }
        return found.flatMap { $0.members.isEmpty ? nil : $0 }
    }
}

/// The types of values, as far as an expression alone tells them.
enum ValueType: String, Hashable, Sendable {
    case null, bool, number, text, list, map

    init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool: self = .bool
        case .number: self = .number
        case .text: self = .text
        case .list: self = .list
        case .map: self = .map
        }
    }

    /// The type of the values of a declared type; nil where they may be of several.
    init?(_ type: InputType) {
        switch type {
        case .any: return nil
        case .text, .duration, .workingDays, .percent, .oneOf: self = .text
        case .number: self = .number
        case .bool: self = .bool
        case .list: self = .list
        case .map: self = .map
        }
    }
}
