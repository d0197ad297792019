import GantryCore
import GantryYAML

enum ReviewReading {
    private enum Moment: String, CaseIterable { case done }

    static var reviews: Schema<[Review]> { .records(of: review) }

    private static var review: Schema<Review> {
        .record("a review") { fields in
            let id = fields.optional("id", .identifier)
            let what = fields.requiredLocated("what", .nonEmptyText)
            let who = fields.optional("who", .people) ?? []
            let timing = timing(fields)
            guard let what, let timing else { return nil }
            return Review(
                id: id ?? Review.id(for: what.value), what: what, who: who, timing: timing, position: fields.place
            )
        }
    }

    private static func timing(_ fields: FieldReader) -> Review.Timing? {
        let every = fields.located("every", .span)
        let next = fields.located("next", .date)
        let date = fields.located("date", .date)
        let when = fields.optional("when", .oneOf(Moment.self))
        let within = fields.located("within", .span)
        let done = fields.located("done", .date)
        let given = fields.given(["every", "next", "date", "when", "within"])
        fields.note(.when("every", is: .something, [.init("done", .null)]))
        switch fields.alternative(of: [["every", "next"], ["date"], ["when", "within"]]) {
        case "every":
            if !fields.given(["done"]).isEmpty {
                fields.fail("done", .reviewTiming, "a recurring review is done by moving 'next'", hint: "remove 'done'")
            }
            guard let every, let next else { return nil }
            return .recurring(every: every, next: next)
        case "date":
            return date.map { .once(date: $0, done: done) }
        case "when":
            guard when != nil, let within else { return nil }
            return .whenProjectIsDone(within: within, done: done)
        default:
            fields.collector.error(
                .reviewTiming, at: fields.node, complaint(about: given),
                hint: "every: 1 month and next: 2026-12-01, or date: 2027-01-15, or when: done and within: 10wd"
            )
            return nil
        }
    }

    private static func complaint(about given: [String]) -> String {
        switch given {
        case []: "this review does not say when it is"
        case ["every"]: "this review has 'every' and no 'next'"
        case ["next"]: "this review has 'next' and no 'every'"
        case ["when"]: "this review has 'when' and no 'within'"
        case ["within"]: "this review has 'within' and no 'when'"
        default: "a review has no place for \(given.map { "'\($0)'" }.joined(separator: " and ")) together"
        }
    }
}
