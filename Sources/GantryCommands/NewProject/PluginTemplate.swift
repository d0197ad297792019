import ArgumentParser

/// The files of a plugin to begin with.
struct PluginTemplate {
    enum Language: String, CaseIterable, ExpressibleByArgument {
        case python, shell, swift
    }

    struct File {
        /// Relative to the plugin's folder.
        let path: String
        let bytes: [UInt8]
        var isExecutable = false
    }

    let name: String
    let language: Language

    var files: [File] {
        switch language {
        case .python:
            [
                file("plugin.yaml", PackageResources.python_plugin_yaml),
                file("main.py", PackageResources.python_main_py),
                File(path: "gantry_plugin.py", bytes: PackageResources.gantry_plugin_py),
                file("test_main.py", PackageResources.python_test_py),
                file("README.md", PackageResources.python_README_md),
            ]
        case .shell:
            [
                file("plugin.yaml", PackageResources.shell_plugin_yaml),
                file("main.sh", PackageResources.shell_main_sh, isExecutable: true),
                file("test.sh", PackageResources.shell_test_sh, isExecutable: true),
                file("README.md", PackageResources.shell_README_md),
            ]
        case .swift: []
        }
    }

    /// The line that runs the plugin's own tests, in its folder.
    var test: String {
        switch language {
        case .python: "python3 -m unittest"
        case .shell: "./test.sh"
        case .swift: "swift test"
        }
    }

    private func file(_ path: String, _ template: [UInt8], isExecutable: Bool = false) -> File {
        let text = String(decoding: template, as: UTF8.self).replacing("__NAME__", with: name)
        return File(path: path, bytes: Array(text.utf8), isExecutable: isExecutable)
    }
}
