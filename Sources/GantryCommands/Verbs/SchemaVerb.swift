import ArgumentParser
import GantryActions
import GantryCore
import GantryManifest
import GantryProject
import GantryWorkflow
import GantryYAML

/// `gantry schema KIND`: what a kind of file looks like, for editors. Needs no daemon.
struct SchemaVerb: Verb {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case project, people, workflow, settings, plugin
    }

    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a kind of file, so that an editor knows its keys.",
        discussion: """
            It is made from what reads the files, so an editor says what gantry check says.
            What needs more than the one file, such as a person nobody knows, only
            gantry check sees.

            EXAMPLES
              gantry schema project > project.schema.json
              gantry schema people > people.schema.json

            An editor with the YAML language server takes it from a line in the file:
              # yaml-language-server: $schema=../project.schema.json
            """)

    @Argument(help: "project, people (people.yaml), workflow, settings (gantry.yaml), or plugin (plugin.yaml).")
    var kind: Kind
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let schema = kind.schema
        return Answer(schema, schema.indentedJSON + "\n")
    }
}

extension SchemaVerb.Kind {
    /// The id names the schema and is no address: `.invalid` is reserved for names that lead nowhere (RFC 2606).
    var schema: Value {
        JSONSchema.document(of: shape, id: "https://gantry.invalid/schema/\(rawValue).json", title: title)
    }

    private var shape: Shape {
        switch self {
        case .project: ProjectReader.shape
        case .people: PeopleFile.shape
        case .workflow:
            WorkflowReader.shape(
                settings: .standard, capabilities: Capabilities(actions: BuiltInActions.declarations))
        case .settings: Settings.shape()
        case .plugin: ManifestReader.shape
        }
    }

    private var title: String {
        switch self {
        case .project: "A project of Gantry"
        case .people: "The people that Gantry's projects share"
        case .workflow: "A workflow of Gantry"
        case .settings: "The settings of Gantry"
        case .plugin: "The manifest of a plugin of Gantry"
        }
    }
}
