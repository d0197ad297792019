import ArgumentParser
import Glibc

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
    /// Where the library for plugins in Swift is; nil where it is not.
    var kit = Self.installedKit

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
        case .swift:
            [
                file("plugin.yaml", PackageResources.swift_plugin_yaml),
                file("Package.swift", PackageResources.swift_Package_swift_txt),
                file("Sources/Plugin.swift", PackageResources.swift_Plugin_swift_txt),
                file("Tests/PluginTests.swift", PackageResources.swift_PluginTests_swift_txt),
                file("Makefile", PackageResources.swift_Makefile),
                file(".gitignore", PackageResources.swift_gitignore),
                file("README.md", PackageResources.swift_README_md),
            ]
        }
    }

    /// The line that makes its program, in its folder; nil where there is nothing to make.
    var build: String? { language == .swift ? "make" : nil }

    /// The line that runs the plugin's own tests, in its folder.
    var test: String {
        switch language {
        case .python: "python3 -m unittest"
        case .shell: "./test.sh"
        case .swift: "make test"
        }
    }

    private func file(_ path: String, _ template: [UInt8], isExecutable: Bool = false) -> File {
        let text = String(decoding: template, as: UTF8.self).replacing("__NAME__", with: name)
            .replacing("__MODULE__", with: name.replacing("-", with: "_")).replacing(
                "__KIT__", with: kit ?? "plugin-kit")
        return File(path: path, bytes: Array(text.utf8), isExecutable: isExecutable)
    }

    /// `plugin-kit` of the checkout that this program was built in, or of the installation that it is part of.
    private static var installedKit: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        var folder = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            let places = ["plugin-kit", "share/gantry/plugin-kit"].map { "\(folder)/\($0)" }
            if let place = places.first(where: { access("\($0)/Package.swift", R_OK) == 0 }) { return place }
        }
        return nil
    }
}
