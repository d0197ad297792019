import ArgumentParser

/// `gantry plugins`: what adds actions, triggers and channels.
struct PluginsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "List plugins; show, write, try, enable or disable one.",
        discussion: """
            A plugin is a folder in plugins/ with a plugin.yaml and a program.

            EXAMPLES
              gantry plugins
              gantry plugins show git-activity
              gantry plugins new ping --language python
              gantry plugins verify plugins/ping
              gantry plugins disable ping
            """,
        subcommands: [
            PluginsListVerb.self, PluginsShowVerb.self, PluginsNewVerb.self, PluginsVerifyVerb.self,
            PluginsEnableVerb.self, PluginsDisableVerb.self, PluginsRetryVerb.self,
        ],
        defaultSubcommand: PluginsListVerb.self)
}
