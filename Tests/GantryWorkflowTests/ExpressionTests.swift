import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@testable import GantryWorkflow

private let scope = """
    {"trigger": {"kind": "files", "at": "2026-11-02T07:00:00Z", "files": ["projects/a.yaml", "projects/b.yaml"]},
     "steps": {"check": {"findings": 3, "worst": "critical", "ok": true}, "web-shop": {"n": 7}, "skipped": null},
     "project": {"crm2": {"deadline": "2027-03-31", "lead": "asha", "budget": null}}}
    """

private func decodedScope() throws -> Scope { try JSONDecoder().decode(Scope.self, from: Data(scope.utf8)) }

private let names = ExpressionNames(steps: ["check", "web-shop", "skipped", "report", "last"]).before(3)

private func parse(_ text: String) -> (expression: GantryWorkflow.Expression?, problems: [ExpressionProblem]) {
    var problems: [ExpressionProblem] = []
    let file = SourceText(name: "w.yaml", text: text)
    let expression = ExpressionParser.parse(PlacedText(file), knowing: names, problems: &problems)
    return (expression, problems)
}

/// `column: message | hint` of every problem.
private func complaints(_ text: String) -> [String] {
    parse(text).problems.map { problem in
        let length = problem.length > 1 ? "+\(problem.length)" : ""
        return "\(problem.position.column)\(length): \(problem.message)" + (problem.hint.map { " | \($0)" } ?? "")
    }
}

@Suite("Expressions")
struct ExpressionTests {
    @Test(
        "gives the value that the text says",
        arguments: [
            ("1", "1"), ("12.50", "12.5"), ("-3", "-3"), ("- -3", "3"), ("'a'", "\"a\""), ("\"a\"", "\"a\""),
            ("'it''s'", "\"it's\""), ("\"say \"\"hi\"\"\"", "\"say \\\"hi\\\"\""), ("'a\\n'", "\"a\\\\n\""),
            ("true", "true"), ("false", "false"), ("null", "null"), ("[]", "[]"),
            ("[1, 'b', [true]]", "[1,\"b\",[true]]"),
            ("[1,]", "[1]"), ("'}}'", "\"}}\""), ("'ä🙂'", "\"ä🙂\""),
            ("0.1 + 0.2", "0.3"), ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("10 - 3 - 2", "5"), ("100 / 10 / 2", "5"),
            ("7 / 2", "3.5"), ("7 % 3", "1"), ("-7 % 3", "-1"), ("7 % -3", "1"), ("5.5 % 2", "1.5"), ("1 % 0.1", "0"),
            ("0.3 % 0.1", "0"), ("3 * 0.01", "0.03"),
            ("1000000000000000000000000001 + 1", "1000000000000000000000000002"),
            ("9999999999999999999999999999 % 7", "3"),
            ("'a' + 'b'", "\"ab\""), ("1 < 2", "true"), ("2 <= 2", "true"), ("3 > 4", "false"), ("4 >= 4", "true"),
            ("'2026-11-02' < '2026-12-01'", "true"), ("1 == 1.0", "true"), ("'a' != 'b'", "true"),
            ("[1, 2] == [1, 2]", "true"), ("null == null", "true"), ("1 == null", "false"), ("null != 'a'", "true"),
            ("!true", "false"), ("!!true", "true"), ("true && false", "false"), ("true || false", "true"),
            ("true || 1 < 2 && false", "true"), ("!(1 == 2)", "true"),
            ("1 + 1 == 2 && 'a' < 'b'", "true"), ("true == (1 < 2)", "true"),
            ("size('häuser')", "6"), ("size([1, 2, 3])", "3"), ("contains([1, 2], 2)", "true"),
            ("contains([1, 2], '2')", "false"), ("contains('abc', 'bc')", "true"), ("contains('abc', '')", "true"),
            ("default(null, 5)", "5"), ("default(4, 5)", "4"), ("default(false, true)", "false"), ("[3, 4][1]", "4"),
            ("[3, 4][2]", "null"),
        ])
    func constants(text: String, json: String) throws {
        let (expression, problems) = parse(text)
        #expect(problems.isEmpty)
        let value = try Evaluator().evaluate(#require(expression), in: [:])
        #expect(value.json == json)
    }

    @Test(
        "looks into trigger, steps and project",
        arguments: [
            ("trigger.kind", "\"files\""), ("trigger['kind']", "\"files\""),
            ("trigger.files[1]", "\"projects/b.yaml\""),
            ("size(trigger.files) > 1", "true"), ("contains(trigger.files, 'projects/a.yaml')", "true"),
            ("steps.check.findings + 1", "4"), ("steps['web-shop'].n", "7"),
            ("steps.check.ok && steps.check.findings > 2", "true"),
            ("steps.check.nothing", "null"), ("steps.skipped.findings.deeper", "null"),
            ("steps.skipped['a'][0]", "null"),
            ("default(steps.skipped.findings, 0)", "0"), ("trigger.by == null", "true"), ("trigger.files[9]", "null"),
            ("project.crm2.deadline < '2027-04-01'", "true"), ("project.gone.lead", "null"),
            ("project['crm2']['lead']", "\"asha\""),
            ("[trigger.kind, steps.check.findings]", "[\"files\",3]"), ("contains(project, 'crm2')", "true"),
            ("contains(project.crm2, 'budget')", "true"), ("size(steps)", "3"),
            ("steps.check.ok || trigger.kind / 1 > 1", "true"), ("!steps.check.ok && steps.skipped.n > 1", "false"),
            ("-steps.check.findings", "-3"),
            ("trigger.at + '!'", "\"2026-11-02T07:00:00Z!\""), ("steps[trigger.kind]", "null"),
        ])
    func names(text: String, json: String) throws {
        let (expression, problems) = parse(text)
        #expect(problems.isEmpty)
        let value = try Evaluator().evaluate(#require(expression), in: decodedScope())
        #expect(value.json == json)
    }

    @Test(
        "says what cannot be read, and where",
        arguments: [
            ("", "1: the expression is empty | write a value, such as trigger.at"),
            ("1 +", "4: a value is missing before the end of the expression"),
            ("1 + * 2", "5: a value is missing before '*'"),
            ("(1 + 2", "1: '(' is not closed | write ')' behind it"),
            ("(1 2)", "4: '2' does not belong here | ')' is missing before it"),
            ("1 2", "3: '2' does not belong here | an operator is missing before it"),
            ("1)", "2: ')' does not belong here | there is no bracket that it closes"),
            ("1, 2", "2: ',' does not belong here | lists stand in brackets: [1, 2]"),
            ("true and false", "6+3: 'and' does not belong here | write '&&'"),
            ("'abc", "1: the text that begins here is not closed | write ' behind it"),
            ("1 + \"a''", "5: the text that begins here is not closed | write \" behind it"),
            ("1 = 2", "3: '=' does not belong in an expression | equality is written '=='"),
            ("1 & 2", "3: '&' does not belong in an expression | 'and' is written '&&'"),
            ("true | false", "6: '|' does not belong in an expression | 'or' is written '||'"),
            ("1e3", "1+3: '1e3' is not a number | numbers are written as 12 or 12.5, with at most 28 digits"),
            ("2 + 12abc", "5+5: '12abc' is not a number | numbers are written as 12 or 12.5, with at most 28 digits"),
            ("1.2.3", "1+5: '1.2.3' is not a number | numbers are written as 12 or 12.5, with at most 28 digits"),
            ("trigger.", "9: a name is missing behind '.' | for other members write ['name'] or [0]"),
            ("trigger.files.0", "15: a name is missing behind '.' | for other members write ['name'] or [0]"),
            ("[1, 2", "1: '[' is not closed | write ']' behind it"),
            ("size(trigger.files", "5: '(' is not closed | write ')' behind it"),
            ("trigger.files[0", "14: '[' is not closed | write ']' behind it"),
            (
                "a ? b : c",
                "3: '?' does not belong in an expression | there is no choice operator; give the step an 'if:'"
            ),
            ("{}", "1: '{' does not belong in an expression | maps cannot be written in an expression"),
            (
                "${{ 1 }}",
                "1: '$' does not belong in an expression | inside an expression names stand alone, without '${{'"
            ),
        ])
    func syntax(text: String, expected: String) {
        #expect(complaints(text) == [expected])
    }

    @Test(
        "finds unknown names, functions and steps before anything runs",
        arguments: [
            ("triger.kind", ["1+6: unknown name 'triger' | did you mean 'trigger'?"]),
            (
                "1 + foo",
                [
                    "5+3: unknown name 'foo' | expressions know trigger, steps and project; a text stands in quotes: 'foo'"
                ]
            ),
            ("True", ["1+4: unknown name 'True' | did you mean 'true'?"]),
            ("not", ["1+3: unknown name 'not' | write '!'"]),
            ("size", ["1+4: unknown name 'size' | it is a function: size(…)"]),
            ("trigger.flies", ["9+5: a trigger has no 'flies' | did you mean 'files'?"]),
            (
                "trigger['color']",
                ["8: a trigger has no 'color' | it has kind, at, files, projects, changes, count, by, event"]
            ),
            ("steps.chek.n", ["7+4: there is no step 'chek' | did you mean 'check'?"]),
            ("steps['chek'].n", ["6: there is no step 'chek' | did you mean 'check'?"]),
            (
                "steps.report.n",
                ["7+6: step 'report' has not run yet here | an expression sees the steps before its own"]
            ),
            (
                "steps.web - steps.check.n",
                ["7+3: there is no step 'web' | for an id with '-' or '.' write steps['web-shop']"]
            ),
            ("steps.zzz", ["7+3: there is no step 'zzz' | the steps before it are check, web-shop, skipped"]),
            ("len('a')", ["1+3: unknown function 'len' | did you mean 'size'?"]),
            ("contians('a', 'b')", ["1+8: unknown function 'contians' | did you mean 'contains'?"]),
            ("now()", ["1+3: unknown function 'now' | the functions are size, contains, default"]),
            ("size()", ["1+4: size() takes 1 value, and here are 0 | write size(list)"]),
            ("contains('a')", ["1+8: contains() takes 2 values, and here is 1 | write contains(list, value)"]),
            ("default(1, 2, 3)", ["1+7: default() takes 2 values, and here are 3 | write default(value, other)"]),
            (
                "foo + len(bar) && steps.chek",
                [
                    "1+3: unknown name 'foo' | expressions know trigger, steps and project; a text stands in quotes: 'foo'",
                    "11+3: unknown name 'bar' | expressions know trigger, steps and project; a text stands in quotes: 'bar'",
                    "7+3: unknown function 'len' | did you mean 'size'?",
                    "25+4: there is no step 'chek' | did you mean 'check'?",
                ]
            ),
        ])
    func unknown(text: String, expected: [String]) {
        #expect(complaints(text) == expected)
    }

    @Test(
        "finds types that cannot fit before anything runs",
        arguments: [
            (
                "1 + 'a'",
                "3: '+' adds two numbers or joins two texts, and here are number and text | to put a number into a text, write the text around the expression: 5 and ${{ … }}"
            ),
            ("[1] + [2]", "5: '+' adds two numbers or joins two texts, and here are list and list"),
            ("'a' * 2", "5: '*' wants two numbers, and here are text and number"),
            ("1 / 0", "3: division by zero | test the divisor first, in the step's 'if:'"),
            ("steps.check.n / 0", "15: division by zero | test the divisor first, in the step's 'if:'"),
            ("1 % (2 - 2)", "3: division by zero | test the divisor first, in the step's 'if:'"),
            ("1 < 'a'", "3: '<' orders two numbers or two texts, and here are number and text"),
            ("1 < 2 < 3", "7: '<' orders two numbers or two texts, and here are bool and number"),
            (
                "null < 3",
                "6: '<' orders two numbers or two texts, and here are null and number | say what to take where it is missing: default(value, other)"
            ),
            (
                "1 == '1'",
                "3+2: '==' compares values of one type, and here are number and text | numbers are written without quotes"
            ),
            (
                "size(trigger.files) == 'two'",
                "21+2: '==' compares values of one type, and here are number and text | numbers are written without quotes"
            ),
            (
                "size(trigger.files) && true",
                "21+2: '&&' wants bool on both sides, and its left side is number | compare it: value != 0"
            ),
            (
                "steps.check.ok || 'x'",
                "16+2: '||' wants bool on both sides, and its right side is text | compare it: value != ''"
            ),
            ("!size(trigger.files)", "1: '!' wants bool, and this is number | compare it: value != 0"),
            ("!1", "1: '!' wants bool, and this is number | compare it: value != 0"),
            ("-'a'", "1: '-' wants number, and this is text"),
            ("size(5)", "1+4: size() wants text, list or map, and this is number"),
            ("size(1 < steps.check.n)", "1+4: size() wants text, list or map, and this is bool"),
            ("contains(1, 2)", "1+8: contains() wants list, text or map, and this is number"),
            ("contains('a', 2)", "1+8: contains() looks for text in text, and this is number"),
            ("'a'.size", "5+4: there is no '.size' in text: only maps have members | write size(…)"),
            ("'abc'[0]", "6: '[…]' wants list or map, and this is text"),
            ("[1]['a']", "4: an element of a list is named by number, and this is text"),
            ("[1][0 - 1]", "4: '-1' is not a place in a list | places are counted from 0"),
            ("project[1]", "8: a member of a map is named by text, and this is number"),
        ])
    func types(text: String, expected: String) {
        #expect(complaints(text) == [expected])
    }

    @Test(
        "stops at what only the run can know to be wrong",
        arguments: [
            ("trigger.kind + 1", "14: '+' adds two numbers or joins two texts, and here are text and number"),
            ("steps.check.findings / (steps.check.findings - 3)", "22: division by zero"),
            ("trigger.kind && true", "14: '&&' wants bool on both sides, and its left side is text"),
            ("true && trigger.kind", "6: '&&' wants bool on both sides, and its right side is text"),
            ("steps.check.nothing > 1", "21: '>' orders two numbers or two texts, and here are null and number"),
            ("trigger.kind == 1", "14: '==' compares values of one type, and here are text and number"),
            ("trigger.kind.x", "14: there is no '.x' in text: only maps have members"),
            ("trigger.files['a']", "14: an element of a list is named by number, and this is text"),
            ("trigger.files[0.5]", "14: '0.5' is not a place in a list"),
            ("size(steps.check.nothing)", "1: size() wants text, list or map, and this is null"),
            ("-trigger.kind", "1: '-' wants number, and this is text"),
        ])
    func atRunTime(text: String, expected: String) throws {
        let (expression, problems) = parse(text)
        #expect(problems.isEmpty)
        let parsed = try #require(expression)
        let scope = try decodedScope()
        let problem = #expect(throws: EvaluationProblem.self) { try Evaluator().evaluate(parsed, in: scope) }
        #expect(problem.map { "\($0.position.column): \($0.message)" } == expected)
    }

    @Test(
        "refuses hostile nesting and length without a crash",
        arguments: [
            ("", "(", 100_000, ""), ("", "[", 100_000, ""), ("", "!", 100_000, "true"), ("", "- ", 400, "1"),
            ("", "size(", 100, "1"), ("", "(", 65, "1"), ("1", "+1", 100_000, ""), ("trigger", ".a", 100_000, ""),
        ])
    func hostile(head: String, repeated: String, count: Int, tail: String) {
        let problems = parse(head + String(repeating: repeated, count: count) + tail).problems
        #expect(problems.map(\.code) == [.expressionTooLarge])
    }

    @Test("takes what stays within the limits")
    func longest() throws {
        let sum = "1" + String(repeating: "+1", count: 249)
        #expect(try Evaluator().evaluate(#require(parse(sum).expression), in: [:]) == 250)
        let deep = String(repeating: "(", count: 64) + "1" + String(repeating: ")", count: 64)
        #expect(try Evaluator().evaluate(#require(parse(deep).expression), in: [:]) == 1)
    }

    @Test("says so where a number would have too many digits")
    func overflow() throws {
        let factor = "9" + String(repeating: "0", count: 27)
        let product = Array(repeating: factor, count: 7).joined(separator: " * ")
        #expect(complaints(product) == ["123: the result of '*' has too many digits"])
    }
}
