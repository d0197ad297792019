import FoundationEssentials
import GantryCore
import Testing

@testable import GantryTime

/// The files beside this one that Python wrote.
enum Golden {
    static func lines(_ name: String, _ file: String = #filePath) throws -> [String] {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let text = try String(contentsOfFile: "\(folder)/Golden/\(name)", encoding: .utf8)
        return text.split(separator: "\n").map(String.init)
    }

    struct Offsets: Sendable, CustomTestStringConvertible {
        let name: String
        let offsets: [(second: Int64, offset: Int)]

        var testDescription: String { name }

        static func all() throws -> [Offsets] {
            try lines("offsets.txt").map { line in
                let words = line.split(separator: " ")
                let offsets = try words.dropFirst().map { pair in
                    let ends = pair.split(separator: "=")
                    return (try #require(Int64(ends[0])), try #require(Int(ends[1])))
                }
                return Offsets(name: String(words[0]), offsets: offsets)
            }
        }
    }

    struct Occurrences: Sendable, CustomTestStringConvertible {
        let zone: String
        let expression: String
        let from: Instant
        let through: Instant
        let instants: [Instant]

        var testDescription: String { "\(expression) in \(zone) from \(from)" }

        static func all() throws -> [Occurrences] {
            var result: [Occurrences] = []
            for line in try lines("schedules.txt") {
                let parts = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
                if parts.count == 4 {
                    result.append(
                        Occurrences(
                            zone: parts[0], expression: parts[1], from: try #require(Instant(rfc3339: parts[2])),
                            through: try #require(Instant(rfc3339: parts[3])), instants: []
                        )
                    )
                } else {
                    let head = result.removeLast()
                    result.append(
                        Occurrences(
                            zone: head.zone, expression: head.expression, from: head.from, through: head.through,
                            instants: try line.split(separator: " ").map { try #require(Instant(rfc3339: String($0))) }
                        )
                    )
                }
            }
            return result
        }
    }
}

/// An instant from RFC 3339 text.
func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

func day(_ text: String) throws -> LocalDate { try #require(LocalDate(text)) }
