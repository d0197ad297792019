import Foundation
import Testing

/// Cuts the power of programs: what they did not sync to the disk is gone from one folder. `Tests/Support/power-cut`
/// says how.
final class PowerCut {
    /// What a program is started with.
    let environment: [String: String]
    /// Where each sync is written down, a line each.
    let log: String
    private let arguments: [String]
    private let workshop: String

    /// Takes what is in the folder as being on the disk.
    init(of folder: String) async throws {
        workshop = "/tmp/gantry-cut-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: workshop, withIntermediateDirectories: true)
        let (library, shadow) = (workshop + "/power-cut.so", workshop + "/shadow")
        environment = ["LD_PRELOAD": library, "POWER_CUT_FOLDER": folder, "POWER_CUT_SHADOW": shadow]
        arguments = [library, folder, shadow]
        log = shadow + "/log"
        try await script(["build", library])
        try await script(["begin"] + arguments)
    }

    deinit { try? FileManager.default.removeItem(atPath: workshop) }

    /// Leaves in the folder what is on the disk; the programs must be dead.
    ///
    /// - Parameter seed: some of what was written and not synced is there as well, by chance; nil: none of it.
    func cut(seed: Int? = nil) async throws { try await script(["cut"] + arguments + (seed.map { ["\($0)"] } ?? [])) }

    private func script(_ words: [String]) async throws {
        let ended = try await run(
            "/usr/bin/env", ["python3", Binaries.checkout + "/Tests/Support/power-cut/power_cut.py"] + words)
        try #require(ended.status == 0, "\(ended.errors)")
    }
}
