import GantryCore
import Testing

@Suite("A word of a shell")
struct ShellWordTests {
    @Test(
        "is quoted where a shell would read it as anything else",
        arguments: [
            ("crm2/deadline/build", "crm2/deadline/build"), ("a b", "'a b'"), ("", "''"), ("*.tar", "'*.tar'"),
            ("$(touch x)", "'$(touch x)'"), ("it's", #"'it'\''s'"#), ("é", "é"), ("a;b", "'a;b'"),
        ])
    func quoted(_ text: String, _ word: String) {
        #expect(shellQuoted(text) == word)
    }

    @Test("is what advice names an alert by")
    func advice() {
        #expect(
            Finding.standardAdvice(project: "crm2", rule: "disk", subject: "file/$(touch x)") == [
                "gantry explain 'crm2/disk/$(touch x)'", "gantry ack 'crm2/disk/$(touch x)' --because \"…\"",
            ])
    }
}
