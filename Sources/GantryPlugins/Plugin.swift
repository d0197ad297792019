package import GantryManifest

/// A plugin as the daemon runs it.
package struct Plugin: Sendable {
    package let manifest: PluginManifest
}
