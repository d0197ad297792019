import GantryCore
import GantryTime
import GantryYAML

extension Schema where T == Schedule {
    /// `0 8 * * mon-fri`, `every 15m`, `daily 08:00`.
    static var schedule: Schema<Schedule> {
        let text = Schema<String>.text
        return Schema(name: "a schedule such as daily 08:00", shape: .nonEmptyText) { node, collector in
            guard let text = text.read(node, collector) else { return nil }
            do throws(ScheduleProblem) {
                let schedule = try Schedule(text)
                for warning in schedule.warnings {
                    collector.warning(
                        warning.code, at: node, offset: warning.offset, length: warning.length, warning.message,
                        hint: warning.hint)
                }
                return schedule
            } catch {
                collector.error(
                    error.code, at: node, offset: error.offset, length: error.length, error.message, hint: error.hint)
                return nil
            }
        }
    }
}

extension Schema where T == [String] {
    /// Patterns, of which the reader wants one at least.
    static var patterns: Schema {
        let pattern = Schema<String>.pattern
        return .oneOrList(of: pattern).shaped(.oneOrList(pattern.shape, atLeast: 1))
    }
}

extension Schema where T == String {
    /// A pattern for files, relative to the root.
    static var pattern: Schema<String> {
        let text = Schema<String>.text
        return Schema(name: "a pattern such as projects/**/*.yaml", shape: .nonEmptyText) { node, collector in
            guard let text = text.read(node, collector) else { return nil }
            do throws(GlobProblem) {
                _ = try Glob(text)
                return text.hasPrefix("./") ? String(text.dropFirst(2)) : text
            } catch {
                collector.error(
                    .wrongPattern, at: node, offset: error.offset, length: error.length, error.message, hint: error.hint
                )
                return nil
            }
        }
    }
}
