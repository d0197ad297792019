import GantryCore
import GantryTime

/// The files that `gantry init` makes.
struct StarterPortfolio {
    struct File: Hashable {
        /// Relative to the root.
        let path: String
        let text: String
    }

    /// The login name of whoever begins.
    let user: String
    let zone: ZoneRules
    let today: LocalDate

    var files: [File] {
        [
            File(path: "gantry.yaml", text: filled(PackageResources.gantry_yaml)),
            File(path: "people.yaml", text: filled(PackageResources.people_yaml)),
            File(path: "workflows/deadlines.yaml", text: text(PackageResources.deadlines_yaml)),
            File(path: "workflows/budget.yaml", text: text(PackageResources.budget_yaml)),
            File(path: "workflows/reviews.yaml", text: text(PackageResources.reviews_yaml)),
            File(path: "projects/first.yaml", text: filled(PackageResources.first_yaml)),
        ]
    }

    /// The user's name as an id: lower-case letters, digits, `-` and `_`; `me` for root and for names with none.
    var lead: String {
        let letters = user.lowercased().unicodeScalars.filter {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
        }
        let name = String(String.UnicodeScalarView(letters))
        // YAML takes a bare number or `no` for something else than a name.
        let isName =
            name.first?.isLetter == true
            && !["root", "ben", "true", "false", "null", "yes", "no", "on", "off"].contains(name)
        return isName ? name : "me"
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func filled(_ template: [UInt8]) -> String {
        let calendar = WorkingCalendar.standard
        // A zone that has no name, as where TZ holds a rule, cannot be written down: the file leaves it to the machine.
        let hasName = (try? ZoneRules.load(zone.identifier)) != nil
        let values = [
            "timezone": hasName ? "timezone: \(zone.identifier)" : "# timezone: Europe/Amsterdam", "lead": lead,
            "lead_name": lead.prefix(1).uppercased() + lead.dropFirst(), "today": "\(today)",
            "start": "\(calendar.adding(WorkingDays(-10), to: today))",
            "finished": "\(calendar.adding(WorkingDays(-3), to: today))",
            "due_soon": "\(calendar.adding(WorkingDays(2), to: today))",
            "due_later": "\(calendar.adding(WorkingDays(30), to: today))",
            "deadline": "\(calendar.adding(WorkingDays(60), to: today))",
            "review": "\(calendar.adding(WorkingDays(15), to: today))",
        ]
        return values.reduce(text(template)) { $0.replacing("{{\($1.key)}}", with: $1.value) }
    }
}
