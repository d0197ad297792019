import GantryChildren
import GantryCore
import GantryManifest
import GantrySystem
import Glibc

/// Makes the command that a plugin is started with: its program, its limits, and the fence around it.
struct PluginCommand: Sendable {
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    private static let descriptors = 256
    private static let largestFile = ByteCount.mebibytes(1024)

    let manifest: PluginManifest
    private let surroundings: Surroundings
    private let environment: [String: String]
    private let fence: Fence
    /// What it was made for.
    let files: PluginFiles

    /// Looks at the plugin's folder, so it blocks on files.
    init(_ manifest: PluginManifest, _ grant: Grant, _ surroundings: Surroundings) {
        (self.manifest, self.surroundings) = (manifest, surroundings)
        let workFolder = "\(surroundings.workFolder)/\(manifest.name)"
        environment = Self.environment(manifest, grant, surroundings, workFolder)
        let granted = (manifest.needs.folders + grant.folders).map { folder in
            folder.path.hasPrefix("/")
                ? folder : PluginFolder(path: "\(surroundings.root)/\(folder.path)", isWritable: folder.isWritable)
        }
        fence = Self.fence(manifest, granted, workFolder)
        files = PluginFiles(manifest, granted: granted.map(\.path))
    }

    /// The folder that it may write, which stays between calls.
    var workFolder: String { "\(surroundings.workFolder)/\(manifest.name)" }

    /// - Parameters:
    ///   - words: the program and its arguments; a program with a slash counts from the plugin's folder.
    ///   - deadline: how long it may run.
    ///   - input: what it reads.
    func command(_ words: [String], deadline: Duration, input: [UInt8]) -> ChildCommand {
        let limits = manifest.limits
        // Asked for each time: the settings may have named another zone since.
        let zone = ["TZ": surroundings.timeZone()].merging(environment) { _, given in given }
        var command = ChildCommand(
            program: words.first ?? "", arguments: Array(words.dropFirst()), environment: zone,
            workingFolder: manifest.folder, deadline: deadline, outputLimit: ByteCount(limits.output))
        command.input = input
        command.stopsAtOutputLimit = true
        command.hasBasicEnvironment = false
        command.fence = fence
        command.limits = ChildLimits(
            memory: ByteCount(limits.memory), cpu: manifest.form == .serve ? nil : deadline,
            descriptors: Self.descriptors, fileSize: Self.largestFile, processes: limits.processes)
        return command
    }

    private static func environment(
        _ manifest: PluginManifest, _ grant: Grant, _ surroundings: Surroundings, _ workFolder: String
    ) -> [String: String] {
        let own = [
            "PATH": path, "HOME": workFolder, "TMPDIR": workFolder, "LANG": "C.UTF-8",
            "GANTRY_ROOT": surroundings.root, "GANTRY_PLUGIN": manifest.name, "GANTRY_PROTOCOL": manifest.form.rawValue,
        ]
        let names = Set(manifest.needs.environment + grant.environment)
        return own.merging(surroundings.environment.filter { names.contains($0.key) }) { own, _ in own }
    }

    private static func fence(_ manifest: PluginManifest, _ granted: [PluginFolder], _ workFolder: String) -> Fence {
        Fence(
            readable: Fence.system.readable + [manifest.folder] + linked(manifest.folder)
                + granted.filter { !$0.isWritable }.map(\.path),
            writable: Fence.system.writable + [workFolder] + granted.filter(\.isWritable).map(\.path),
            allowsNetwork: manifest.needs.network)
    }

    /// Where the links in its folder lead: whoever put a link there wants it followed, and the plugin can make none.
    private static func linked(_ folder: String) -> [String] {
        (FolderListing.names(in: folder) ?? []).map { "\(folder)/\($0)" }.compactMap { path in
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let real = realpath(path, nil) else {
                return nil
            }
            defer { free(real) }
            return String(cString: real)
        }.sorted()
    }

    /// Makes the folder that it may write. Blocks on files.
    func makeWorkFolder() {
        mkdir(surroundings.workFolder, 0o750)
        mkdir(workFolder, 0o750)
    }
}
