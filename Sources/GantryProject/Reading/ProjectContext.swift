package import GantryTime

/// What a project file is read with: the settings' defaults, the shared people, and a way to other files.
package struct ProjectContext: Sendable {
    /// Why a file has no bytes.
    package enum FileProblem: Error, Hashable, Sendable {
        case missing
        /// Why it could not be read: `permission denied`.
        case unreadable(String)
    }

    /// Reads a file by its path relative to the root, which never leaves the root.
    package typealias Load = @Sendable (_ path: String) -> Result<[UInt8], FileProblem>

    /// For a project that names none.
    package let defaultZone: ZoneRules
    package let defaultCalendar: WorkingCalendar
    /// Those of people.yaml.
    package let people: [String: Person]
    /// A person without an address is `ID@domain`; nil: has none.
    package let mailDomain: String?
    package let load: Load

    package init(
        defaultZone: ZoneRules = .utc, defaultCalendar: WorkingCalendar = .standard, people: [String: Person] = [:],
        mailDomain: String? = nil, load: @escaping Load
    ) {
        (self.defaultZone, self.defaultCalendar) = (defaultZone, defaultCalendar)
        (self.people, self.mailDomain, self.load) = (people, mailDomain, load)
    }

    /// Reads files from a folder.
    ///
    /// - Parameter root: absolute.
    package init(
        root: String, defaultZone: ZoneRules = .utc, defaultCalendar: WorkingCalendar = .standard,
        people: [String: Person] = [:], mailDomain: String? = nil
    ) {
        self.init(
            defaultZone: defaultZone, defaultCalendar: defaultCalendar, people: people, mailDomain: mailDomain,
            load: { path in RegularFile.read(root.hasSuffix("/") ? root + path : root + "/" + path) }
        )
    }
}
