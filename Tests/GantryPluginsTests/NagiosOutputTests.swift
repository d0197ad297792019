import FoundationEssentials
import GantryCore
import Testing

@testable import GantryPlugins

@Suite("What a monitoring check prints")
struct NagiosOutputTests {
    @Test("is a message, performance data and long text")
    func whole() {
        let output = NagiosOutput(
            """
            DISK OK - free space: / 3326 MB (56%); | /=2643MB;5948;5958;0;5968
            / 15272 MB (77%);
            /boot 68 MB (69%); | /boot=68MB;88;93;0;98
            /home=69357MB;253404;253409;0;253414
            """)
        #expect(output.message == "DISK OK - free space: / 3326 MB (56%);")
        #expect(output.long == "/ 15272 MB (77%);\n/boot 68 MB (69%);")
        #expect(output.measures.map(\.label) == ["/", "/boot", "/home"])
        #expect(
            output.measures.first
                == .init(label: "/", value: 2643, unit: "MB", warn: "5948", crit: "5958", min: 0, max: 5968))
    }

    @Test(
        "names its measures",
        arguments: [
            ("x | load1=0.520;5.000;10.000;0;", ["load1"]), ("x | 'a b'=1s 'it''s'=2c", ["a b", "it's"]),
            ("x | time=0.1s;;;0.000000 size=1B", ["time", "size"]), ("x | a=U b=1", ["a", "b"]),
            ("x | garbage more=1 =3", ["more"]), ("x | 'open=1", []), ("x", []), ("", []), ("|", []),
        ])
    func labels(text: String, labels: [String]) {
        #expect(NagiosOutput(text).measures.map(\.label) == labels)
    }

    @Test("keeps values exact, and says where one is not known")
    func values() {
        let measures = NagiosOutput("x | a=0.10% b=U c=-3").measures
        #expect(measures.map { $0.asValue["value"].description } == ["0.1", "null", "-3"])
        #expect(measures.map(\.unit) == ["%", "", ""])
    }

    @Test(
        "never takes half of a number",
        arguments: [
            ("d=3.5e2", "350", ""), ("d=-1E-2s", "-0.01", "s"), ("c=1,5s", "null", ""), ("c=1.2.3", "null", ""),
            ("e=5e", "5", "e"), ("n=12km/h", "12", "km/h"), ("n=1e999", "null", ""), ("t=5°C", "5", "°C"),
        ])
    func numbers(word: String, value: String, unit: String) {
        let output = NagiosOutput("x | \(word)")
        #expect(output.measures.map { $0.asValue["value"].description } == [value])
        #expect(output.measures.map(\.unit) == [unit])
        #expect(output.unread == [])
    }

    @Test("says which words are no measure")
    func unread() {
        #expect(NagiosOutput("x | a=1 garbage =3 b=x 'open=1").unread == ["garbage", "=3", "b=x", "'open=1"])
    }
}
