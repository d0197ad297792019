import GantryCore
import GantryYAML

/// What steps look like: which inputs they have depends on their action.
extension StepsReader {
    var shape: Shape {
        let nothing = TemplateReader(knowing: ExpressionNames(), DiagnosticCollector())
        return .list(Schema<Step>.record("a step") { read($0, nothing) }.shape, atLeast: 1)
    }

    /// A built-in action, or one of a plugin, known or not: which plugins there are is each root's own.
    var actionShape: Shape {
        let groups = Set(
            actions.values.filter { $0.plugin == nil && $0.name.contains(".") }.map { $0.name.prefix { $0 != "." } })
        let names = PluginName.pattern(except: groups.map(String.init).sorted())
        return .either(.words(actions.keys.sorted()), .text("plugin_action", names))
    }

    func noteInputs(_ fields: FieldReader) {
        for (name, action) in actions.sorted(by: { $0.key < $1.key }) {
            fields.note(.when("action", is: .words([name]), [inputs(of: action)]))
        }
    }

    private func inputs(of action: ActionDeclaration) -> Shape.Field {
        InputShape.field(of: action.name, action.inputs, allowsExpressions: true)
    }
}
