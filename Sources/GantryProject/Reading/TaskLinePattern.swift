import GantryYAML

extension Shape {
    /// A task on one line, as `TaskLine` reads it.
    static let taskLine = Shape.text(
        nil, TaskLinePattern.whole,
        except: [TaskLinePattern.keywordTwice, TaskLinePattern.milestoneWithTime] + TaskLinePattern.partsTwice)
}

/// The form of a task on one line, as regular expressions: one for what its parts are, in any order, and further ones
/// for parts that do not go together, which one alone could say only at a great length.
private enum TaskLinePattern {
    private static let keyword = "(?:milestone|after|start|due|left|said|started|finished)"
    /// Here a word ends: words are parted by white space, and each comma is one.
    private static let wordEnd = "(?![^\\s,])"
    private static let notKeyword = "(?!\(keyword)\(wordEnd))"

    private static let duration = Pattern.workingDays
    private static let effort = ProjectPattern.personDays
    private static let percent = Pattern.upToHundred + "%"
    /// What begins with a digit is no owner, but a figure with a slip in it.
    private static let owners = "\(notKeyword)(?![0-9])\(Pattern.id)(?:\\++\(Pattern.id))*\\+*"

    static let whole: String = {
        let dated = "(?:start|due|said|started|finished)\\s+\(Pattern.date)"
        let parts = [
            "milestone", "after(?=[\\s,])\(links)", dated, "left\\s+\(duration)", duration, effort, percent, owners,
        ]
        return "^\\s*(?:(?:\(parts.joined(separator: "|")))(?!\\S)\\s*)*$"
    }()

    /// `design+2wd, api`: a list goes on after a comma or a plus, and before one.
    private static let links: String = {
        let lag = "-?0*[0-9]{1,6}(?:d|days?|w|weeks?|wd)(?![^\\s,+])"
        let gap = "[\\s,+]*(?:\\+|[\\s,]\(notKeyword))"
        let nextGap = "(?=\\s*[,+])\(gap)"
        let wait = "(?:\(nextGap)\(lag))?"
        // The first is a task whatever it looks like; later ones that look like a wait are one.
        return "\(gap)\(Pattern.id)\(wait)(?:\(nextGap)(?!\(lag))\(Pattern.id)\(wait))*"
    }()

    // MARK: What does not go together

    static let keywordTwice = "(?:^|[\\s,])(\(keyword))(?=[\\s,])[\\s\\S]*[\\s,]\\1\(wordEnd)"

    static let partsTwice = [duration, effort, percent, owners].map { part in
        "\(start)\(part)\\s(?:\\s*|(?:[\\s\\S]*[\\s,])?\(before)\\s+)\(part)(?!\\S)"
    }

    static let milestoneWithTime =
        "^(?=(?:[\\s\\S]*[\\s,])?milestone\(wordEnd))(?:\\s*|(?:[\\s\\S]*[\\s,])?\(before)\\s+)"
        + "(?=[0-9.]*[1-9])[0-9.]+(?:wd|pd)(?!\\S)"

    /// The word before a part that stands for itself: not one that takes it, nor the middle of a list.
    private static let before = "(?!(?:left|after)\\s)[^\\s,]*[^\\s,+]"
    private static let start = "^(?:\\s*|(?:[\\s\\S]*[\\s,])?\(before)\\s+)"
}
