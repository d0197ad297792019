/// The version of the protocol that this kit speaks. Docs: docs/plugin-protocol.md.
public enum PluginProtocol {
    public static let version = 1
}
