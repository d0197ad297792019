import GantryCore

/// What a reader should see first.
enum MessageOrder {
    /// The most serious first, then the furthest gone, then the earliest due; what is resolved comes last.
    static func sorted(_ notices: [Notice]) -> [Notice] {
        notices.sorted { left, right in
            let (isLeftOver, isRightOver) = (left.kind.isEnd, right.kind.isEnd)
            if isLeftOver != isRightOver { return isRightOver }
            if left.finding.severity != right.finding.severity { return left.finding.severity > right.finding.severity }
            switch (left.finding.due, right.finding.due) {
            case (let first?, let second?) where first != second: return first < second
            case (.some, nil): return true
            case (nil, .some): return false
            default: break
            }
            if left.finding.stage.rank != right.finding.stage.rank {
                return left.finding.stage.rank > right.finding.stage.rank
            }
            return left.alert < right.alert
        }
    }

    /// By project, the project with the most serious notice first.
    static func grouped(_ notices: [Notice]) -> [(project: String, notices: [Notice])] {
        let groups = Dictionary(grouping: notices, by: \.finding.project)
        return notices.map(\.finding.project).uniqued().map { ($0, groups[$0] ?? []) }
    }
}
