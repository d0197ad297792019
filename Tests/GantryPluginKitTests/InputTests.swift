import FoundationEssentials
import GantryPluginKit
import Testing

@Suite("Inputs with a form of their own")
struct InputTests {
    @Test(
        "reads durations, and writes them with the largest unit",
        arguments: [
            ("500ms", Duration.milliseconds(500), "500ms"), ("90s", .seconds(90), "90s"), ("120s", .seconds(120), "2m"),
            ("2h", .seconds(7200), "2h"), ("3d", .seconds(259_200), "3d"), ("14 days", .seconds(1_209_600), "2w"),
            ("0s", .zero, "0ms"),
        ])
    func duration(_ text: String, _ value: Duration, _ written: String) {
        let duration = Input.Duration(text)
        #expect(duration?.value == value)
        #expect(duration?.description == written)
    }

    @Test("refuses what is no duration", arguments: ["", "90", "s", "-1s", "1.5h", "1 month", "3wd", "9999999s", "٣s"])
    func noDuration(_ text: String) {
        #expect(Input.Duration(text) == nil)
    }

    @Test("reads working days")
    func workingDays() {
        #expect(Input.WorkingDays("3wd")?.count == 3)
        #expect(Input.WorkingDays("3wd")?.description == "3wd")
        for text in ["", "wd", "3", "3d", "-3wd", "+3wd", "3 wd"] { #expect(Input.WorkingDays(text) == nil) }
    }

    @Test("reads percentages, to the last digit")
    func percent() {
        #expect(Input.Percent("80%")?.value == 80)
        #expect(Input.Percent("103.8 %")?.value == Decimal(string: "103.8"))
        #expect(Input.Percent("103.8 %")?.description == "103.8%")
        for text in ["", "%", "80", "x%", "1,5%", "80%%"] { #expect(Input.Percent(text) == nil) }
    }
}
