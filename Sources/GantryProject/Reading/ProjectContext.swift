package import GantrySystem
package import GantryTime

/// What a project file is read with: the settings' defaults, the shared people, and a way to other files.
package struct ProjectContext: Sendable {
    /// Why a file has no bytes.
    package enum FileProblem: Error, Hashable, Sendable {
        case missing
        /// Why it could not be read: `permission denied`.
        case unreadable(String)
        /// Its place keeps it from being read.
        case refused(FileFence.Refusal)
    }

    /// Reads a file by its path relative to the root, which never leaves the root.
    package typealias Load = @Sendable (_ path: String) -> Result<[UInt8], FileProblem>

    /// Who may read a file that was loaded; nil where that is not known.
    package typealias Permissions = @Sendable (_ path: String) -> FilePermissions?

    /// For a project that names none.
    package let defaultZone: ZoneRules
    package let defaultCalendar: WorkingCalendar
    /// Those of people.yaml.
    package let people: [String: Person]
    /// A person without an address is `ID@domain`; nil: has none.
    package let mailDomain: String?
    package let load: Load
    /// Whether people.yaml is wrong, so that who is missing in it may only not have been read.
    package var isMissingPeople = false
    package let permissions: Permissions

    package init(
        defaultZone: ZoneRules = .utc, defaultCalendar: WorkingCalendar = .standard, people: [String: Person] = [:],
        mailDomain: String? = nil, permissions: @escaping Permissions = { _ in nil }, load: @escaping Load
    ) {
        (self.defaultZone, self.defaultCalendar) = (defaultZone, defaultCalendar)
        (self.people, self.mailDomain, self.load, self.permissions) = (people, mailDomain, load, permissions)
    }

    /// Reads files from a folder.
    ///
    /// - Parameters:
    ///   - root: absolute.
    ///   - folders: those outside of the root that may be read, too.
    package init(
        root: String, granting folders: [String] = [], defaultZone: ZoneRules = .utc,
        defaultCalendar: WorkingCalendar = .standard, people: [String: Person] = [:], mailDomain: String? = nil
    ) {
        let absolute = { @Sendable (path: String) in root.hasSuffix("/") ? root + path : root + "/" + path }
        let fence = FileFence(root: root, granting: folders)
        self.init(
            defaultZone: defaultZone, defaultCalendar: defaultCalendar, people: people, mailDomain: mailDomain,
            permissions: { RegularFile.permissions(absolute($0)) },
            load: { RegularFile.read(absolute($0), within: fence) }
        )
    }
}
