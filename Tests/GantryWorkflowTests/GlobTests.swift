import Testing

@testable import GantryWorkflow

@Suite("Patterns for files")
struct GlobTests {
    @Test(
        "matches what it means",
        arguments: [
            ("projects/*.yaml", "projects/a.yaml", true), ("projects/*.yaml", "projects/x/a.yaml", false),
            ("projects/*.yaml", "projects/a.yml", false), ("projects/**/*.yaml", "projects/a.yaml", true),
            ("projects/**/*.yaml", "projects/x/y/a.yaml", true), ("projects/**/*.yaml", "other/a.yaml", false),
            ("**/*.yaml", "a.yaml", true), ("**/*.yaml", "x/y/a.yaml", true), ("**", "x/y", true), ("**", "x", true),
            ("projects/**", "projects/x/y", true), ("projects/**", "projects", false), ("**/a/**/b", "a/b", true),
            ("**/a/**/b", "x/a/y/z/b", true), ("**/a/**/b", "x/a/y/z/c", false),
            ("*.{yaml,yml}", "a.yml", true), ("*.{yaml,yml}", "a.yaml", true), ("*.{yaml,yml}", "a.yxml", false),
            ("{a,b/{c,d}}/e", "b/d/e", true), ("{a,b/{c,d}}/e", "a/e", true), ("{a,b/{c,d}}/e", "b/e", false),
            ("a{,b}", "a", true), ("a{,b}", "ab", true), ("file?.txt", "file1.txt", true),
            ("file?.txt", "file.txt", false),
            ("file?.txt", "fileä.txt", true), ("[a-c]1", "b1", true), ("[a-c]1", "d1", false), ("[!a-c]1", "d1", true),
            ("[!a-c]1", "a1", false), ("[abc-]x", "-x", true), ("[{,}]x", ",x", true), ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false), ("a\\{b", "a{b", true), ("./projects/*.yaml", "projects/a.yaml", true),
            ("*", ".hidden", false), (".*", ".hidden", true), ("**/*.yaml", ".gantry/a.yaml", false),
            ("**/*.yaml", "x/.git/a.yaml", false), ("[.]a", ".a", false), ("*a*b*c", "xaxbxc", true),
            ("*a*b*c", "xaxbxcx", false), ("Projects/*", "projects/a", false), ("people.yaml", "people.yaml", true),
        ])
    func matching(pattern: String, path: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(path) == expected)
    }

    @Test(
        "knows the folder that all its files are in",
        arguments: [
            ("projects/**/*.yaml", "projects"), ("a/b/c.yaml", "a/b"), ("people.yaml", ""), ("**/*.yaml", ""),
            ("a/{b,c}/d", "a"), ("a/b{c,d}/e", "a"), ("a/*/b", "a"), ("{a/b,a/c}/d/e", "a"), ("a/\\*/b", "a/*"),
            ("a/**", "a"),
        ])
    func base(pattern: String, expected: String) throws {
        #expect(try Glob(pattern).base == expected)
    }

    @Test(
        "says what cannot be read, and where",
        arguments: [
            ("", 0, "the pattern is empty"), ("/etc/*", 0, "a pattern counts from the root folder"),
            ("../x", 0, "a pattern cannot leave the root folder"),
            ("a/../../x", 2, "a pattern cannot leave the root folder"),
            ("a//b", 3, "a name is empty between two '/' or behind the last"),
            ("a/", 1, "a name is empty between two '/' or behind the last"),
            ("a{b", 1, "'{' is not closed"), ("ab}", 2, "there is no '{' that this '}' closes"),
            ("x[ab", 1, "'[' is not closed"),
            ("x[]", 1, "'[]' matches nothing"), ("[z-a]", 1, "'z-a' runs backwards"),
            ("a**", 1, "'**' stands for whole folders, so it stands alone between two '/'"),
            ("a\\", 1, "a character is missing behind '\\'"),
            ("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", 0, "the braces stand for more than 256 patterns"),
            ("{{{{{{{{{a}}}}}}}}}", 8, "braces are nested too deep"),
        ])
    func mistakes(pattern: String, offset: Int, message: String) {
        let problem = #expect(throws: GlobProblem.self) { try Glob(pattern) }
        #expect(problem?.offset == offset)
        #expect(problem?.message == message)
    }

    @Test("takes time that grows with the text, not with its powers", .timeLimit(.minutes(1)))
    func hostile() throws {
        let stars = try Glob(String(repeating: "*a", count: 500))
        #expect(!stars.matches(String(repeating: "a", count: 10_000) + "b"))
        #expect(throws: GlobProblem.self) { try Glob(String(repeating: "{", count: 100_000)) }
        #expect(throws: GlobProblem.self) { try Glob(String(repeating: "{a,b}", count: 10_000)) }
        let folders = try Glob(String(repeating: "**/a/", count: 190) + "b")
        #expect(!folders.matches(Array(repeating: "a", count: 1000).joined(separator: "/")))
    }
}
