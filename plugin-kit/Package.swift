// swift-tools-version: 6.2

import PackageDescription

// The library for plugins in Swift as a package of its own, so that a plugin does not build what the daemon needs.
// Its sources are those of the main package.
let package = Package(
    name: "plugin-kit",
    platforms: [.macOS(.v15)],
    products: [.library(name: "GantryPluginKit", targets: ["GantryPluginKit"])],
    targets: [
        .target(
            name: "GantryPluginKit",
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ])
    ]
)
