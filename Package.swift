// swift-tools-version: 6.2

import PackageDescription

/// Warnings are errors where `GANTRY_STRICT` is set, as CI does; a newer compiler's new warning must not stop a user.
let strict: [SwiftSetting] = Context.environment["GANTRY_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + strict

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let dequeModule = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let hashTrees = Target.Dependency.product(name: "HashTreeCollections", package: "swift-collections")
let heapModule = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")

/// A library of Gantry. The graph is a star: all may import `GantryCore`; docs/ARCHITECTURE.md says what else.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: ["GantryCore"] + dependencies, resources: resources, swiftSettings: settings)
}

/// The tests of a library. `exclude` names folders of expected texts, which the tests read from the checkout.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.target(name: name), "GantryTestSupport"] + (name == "GantryCore" ? [] : ["GantryCore"])
            + dependencies,
        exclude: exclude,
        swiftSettings: settings
    )
}

let package = Package(
    name: "gantry",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "gantryd", targets: ["gantryd"]),
        .executable(name: "gantry", targets: ["gantry"]),
        .executable(name: "gantry-child", targets: ["gantry-child"]),
        .executable(name: "csv-ledger-watch", targets: ["csv-ledger-watch"]),
        // For those who write plugins in Swift.
        .library(name: "GantryPluginKit", targets: ["GantryPluginKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CLinux"),

        // Values and ports, which everything shares.
        .target(name: "GantryCore", dependencies: [logging], swiftSettings: settings),

        // What the system gives: threads, clocks, folders, sockets, and the words for what it refuses.
        library("GantrySystem", ["CLinux", dequeModule, heapModule]),

        // Pure: text to values, values to answers.
        library("GantryYAML", ["GantrySystem", "CLibYAML"]),
        library("GantryTime", ["GantrySystem"]),
        library("GantryProject", ["GantrySystem", "GantryYAML", "GantryTime", heapModule]),
        library("GantryWorkflow", ["GantryYAML", "GantryTime"]),
        library(
            "GantryManifest", ["GantryYAML", "GantryWorkflow", .product(name: "Crypto", package: "swift-crypto")]),
        library(
            "GantryDefinitions",
            [
                "GantrySystem", "GantryYAML", "GantryTime", "GantryProject", "GantryWorkflow", "GantryManifest",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        library("GantryAlerts"),

        // The world outside: clock, files, children, mailboxes, disk.
        library(
            "GantryTriggers",
            [
                "GantrySystem", "GantryTime", "CLinux", heapModule,
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        library(
            "GantryChildren",
            [
                "GantrySystem", "CLinux",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        library("GantryActions", ["GantrySystem", "GantryProject", "GantryTime", "GantryChildren"]),
        .target(name: "GantryPluginKit", swiftSettings: settings),
        library(
            "GantryPlugins", ["GantrySystem", "GantryManifest", "GantryWorkflow", "GantryChildren", "GantryPluginKit"]),
        library(
            "GantryDelivery", ["GantrySystem", "GantryStore", .product(name: "Mustache", package: "swift-mustache")]),
        library("GantryStore", [hashTrees]),
        library(
            "GantrySQLite",
            [
                "GantryStore", "GantrySystem", hashTrees, .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),

        // The way of a run, and the ways to ask about it.
        library("GantryEngine", ["GantryStore", "GantryWorkflow", "GantryAlerts"]),
        library("GantryControl", ["GantrySystem", "GantryManifest"]),
        library(
            "GantryDaemon",
            [
                "GantryYAML", "GantryTime", "GantryProject", "GantryWorkflow", "GantryDefinitions", "GantryTriggers",
                "GantryChildren", "GantryActions", "GantryDelivery", "GantryStore", "GantrySQLite", "GantryEngine",
                "GantryControl", "GantryManifest", "GantryPlugins", "GantrySystem", "CLinux",
                nioCore,
                nioPosix,
                nioHTTP1,
                argumentParser,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                serviceLifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        library(
            "GantryCommands",
            [
                "GantryControl", "GantryDefinitions", "GantryProject", "GantryWorkflow", "GantryTime", "GantryActions",
                "GantryYAML", "GantryManifest", "GantryPlugins", "GantryChildren", "GantrySystem",
                argumentParser,
            ],
            resources: ["gantry", "people", "first", "project", "deadlines", "budget", "reviews"].map {
                .embedInCode("Templates/\($0).yaml")
            }
                + [
                    "python-plugin.yaml", "python-main.py", "python-test.py", "python-README.md", "gantry_plugin.py",
                    "shell-plugin.yaml", "shell-main.sh", "shell-test.sh", "shell-README.md",
                    "swift-plugin.yaml", "swift-Package.swift.txt", "swift-Plugin.swift.txt",
                    "swift-PluginTests.swift.txt", "swift-Makefile", "swift-gitignore", "swift-README.md",
                ].map { .embedInCode("Templates/Plugins/\($0)") }
        ),

        .executableTarget(name: "gantryd", dependencies: ["GantryDaemon", "GantrySystem"], swiftSettings: settings),
        .executableTarget(name: "gantry", dependencies: ["GantryCommands", "GantrySystem"], swiftSettings: settings),

        // Stands between the daemon and what it runs: sets the limits, then runs the program and outlives it.
        // It is started before each of them, so it is C alone: no shared libraries, and none of Swift's start.
        .executableTarget(
            name: "gantry-child", linkerSettings: [.unsafeFlags(["-nostartfiles", "-static-executable"])]),

        // Plugins that ship; `make build` puts their programs beside their manifests.
        .executableTarget(
            name: "csv-ledger-watch",
            dependencies: ["GantryPluginKit", .product(name: "Crypto", package: "swift-crypto")],
            path: "plugins/csv-ledger-watch/Sources", swiftSettings: settings),

        // Measures the planner inside of a process; it is no product.
        .executableTarget(
            name: "plan-benchmark", dependencies: ["GantryCore", "GantryYAML", "GantryProject"],
            path: "Benchmarks/plan-benchmark", swiftSettings: settings),
        // Measures schedules inside of a process.
        .executableTarget(
            name: "schedule-benchmark", dependencies: ["GantryCore", "GantryTime"],
            path: "Benchmarks/schedule-benchmark", swiftSettings: settings),
        // Measures what a year's work leaves in the store, and how long pruning holds others up.
        .executableTarget(
            name: "year-benchmark", dependencies: ["GantryCore", "GantryStore", "GantrySQLite", "StoreYear"],
            path: "Benchmarks/year-benchmark", swiftSettings: settings),
        // Measures what a call of a plugin costs.
        .executableTarget(
            name: "plugin-benchmark",
            dependencies: ["GantryCore", "GantryManifest", "GantryChildren", "GantryPlugins", "gantry-child"],
            path: "Benchmarks/plugin-benchmark", swiftSettings: settings),

        // What tests share: folders, people, gates, collectors, the programs as processes.
        .target(
            name: "GantryTestSupport", dependencies: ["GantryCore", "GantryStore", "GantrySystem", "CLinux"],
            path: "Tests/Support/GantryTestSupport", swiftSettings: settings),
        // What every store keeps, as rules that the tests of each store try.
        .target(
            name: "StoreContract", dependencies: ["GantryCore", "GantryStore"], path: "Tests/StoreContract",
            swiftSettings: settings),
        // What is written in a year, for tests of a store and for the benchmark.
        .target(
            name: "StoreYear", dependencies: ["GantryCore", "GantryStore", "GantryWorkflow"],
            path: "Tests/Support/StoreYear", swiftSettings: settings),
        // What tests of plugins use: a plugin's program as a process, and one that shows what the kit does around it.
        .target(
            name: "PluginProcess", dependencies: ["GantryPluginKit"], path: "Tests/Support/PluginProcess",
            swiftSettings: settings),
        .executableTarget(
            name: "sample-plugin", dependencies: ["GantryPluginKit"], path: "Tests/Support/sample-plugin",
            swiftSettings: settings),
        // What tests of durability use: writes to a store until it is killed.
        .executableTarget(
            name: "store-writer", dependencies: ["GantryCore", "GantryStore", "GantrySQLite"],
            path: "Tests/Support/store-writer", swiftSettings: settings),

        tests("GantryCore"),
        tests("GantrySystem"),
        tests("GantryYAML", exclude: ["Goldens"]),
        tests("GantryTime", exclude: ["Golden"]),
        tests("GantryProject", ["GantryYAML", "GantryTime"], exclude: ["WrongFiles"]),
        tests("GantryWorkflow", ["GantryYAML", "GantryTime"]),
        tests("GantryDefinitions", ["GantryYAML", "GantryTime", "GantryProject", "GantryWorkflow"]),
        tests("GantryAlerts"),
        tests("GantryTriggers", ["GantrySystem", "GantryTime", "CLinux"]),
        tests("GantryChildren", ["gantry-child"]),
        tests("GantryManifest", ["GantryYAML", "GantryTime", "GantryWorkflow"], exclude: ["Mistakes"]),
        tests("GantryPlugins", ["GantryManifest", "GantryChildren", "GantryPluginKit", "gantry-child"]),
        .testTarget(
            name: "GantryPluginKitTests", dependencies: ["GantryPluginKit", "PluginProcess", "sample-plugin"],
            swiftSettings: settings),
        .testTarget(
            name: "CSVLedgerWatchTests", dependencies: ["GantryPluginKit", "PluginProcess", "csv-ledger-watch"],
            swiftSettings: settings),
        tests("GantryActions", ["GantryYAML", "GantryTime", "GantryProject", "GantryChildren"]),
        tests("GantryDelivery", ["GantryStore", "GantryChildren"]),
        tests("GantryStore", ["StoreContract"]),
        tests(
            "GantrySQLite",
            ["GantryStore", "StoreContract", "StoreYear", .product(name: "GRDB", package: "GRDB.swift")],
            exclude: ["Fixtures"]),
        tests("GantryEngine", ["GantryStore", "GantrySQLite", "GantryAlerts", "GantryWorkflow"]),
        tests("GantryControl", ["GantrySystem", "GantryDaemon", logging, serviceLifecycle]),
        tests(
            "GantryDaemon",
            [
                "GantryActions", "GantryChildren", "GantryControl", "GantrySystem", "GantryDefinitions", "GantryEngine",
                "GantryPlugins", "GantryProject", "GantryTime",
                "GantryStore", "GantrySQLite", "GantryTriggers", "GantryWorkflow", logging, serviceLifecycle,
            ]),
        tests(
            "GantryCommands",
            [
                "GantrySystem", "GantryControl", "GantryDaemon", "GantryDefinitions", "GantryProject", "GantryTime",
                logging, argumentParser, serviceLifecycle,
            ],
            exclude: ["Goldens"]),
        // The real programs, driven as people drive them.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "gantry", "gantryd", "gantry-child", "plugin-benchmark", "store-writer", "GantryTestSupport",
            ],
            swiftSettings: settings),
    ]
)
