import FoundationEssentials
import GantryCore
import GantryProject
import Testing

@testable import GantryDefinitions

@Suite("Files that cannot be read")
struct UnreadableFileTests {
    @Test("are named with what to do; the rest goes on")
    func unreadable() throws {
        let root = try TemporaryRoot.small()
        try FileManager.default.createDirectory(
            atPath: root.path + "/projects/folder.yaml", withIntermediateDirectories: false)
        try FileManager.default.createDirectory(atPath: root.path + "/gantry.yaml", withIntermediateDirectories: false)
        root.link("projects/dead.yaml", to: "nowhere.yaml")
        root.link("projects/self.yaml", to: "self.yaml")
        root.link("projects/again", to: ".")
        root.link("workflows/dead.yaml", to: "/nowhere")
        root.link("projects/crm3.yaml", to: "../other/crm3.yaml")
        try root.write("other/crm3.yaml", TemporaryRoot.project("crm3"))
        let read = root.load()
        #expect(read.projectIDs == ["crm2", "crm3"])
        #expect(
            root.said(read) == [
                "gantry.yaml:1:1 error gantry.yaml cannot be read: it is a folder",
                "projects/again:1:1 warning this folder is read under another name already | what is in it is not read",
                "projects/dead.yaml:1:1 error the link leads nowhere: nowhere.yaml | rm ROOT/projects/dead.yaml, or put the file where it leads",
                "projects/folder.yaml:1:1 error projects/folder.yaml cannot be read: it is a folder",
                "projects/self.yaml:1:1 error the link leads nowhere: self.yaml | rm ROOT/projects/self.yaml, or put the file where it leads",
                "workflows/dead.yaml:1:1 error the link leads nowhere: /nowhere | rm ROOT/workflows/dead.yaml, or put the file where it leads",
            ])
        #expect(read.brokenFiles == ["gantry.yaml", "projects/dead.yaml", "projects/self.yaml", "workflows/dead.yaml"])
    }

    @Test("keep their last good version")
    func lastGood() throws {
        let root = try TemporaryRoot.small()
        let first = root.load()
        for file in ["projects/crm2.yaml", "workflows/deadlines.yaml", "people.yaml"] {
            try root.remove(file)
            root.link(file, to: "nowhere")
        }
        let second = root.load(first)
        #expect(second.projectIDs == ["crm2"] && second.workflowNames == ["deadlines"])
        #expect(second.portfolio.contact("ben").address == "ben@example.org")
        #expect(second.keptLastGood == ["people.yaml", "projects/crm2.yaml", "workflows/deadlines.yaml"])
        #expect(second.brokenFiles == [])
    }

    @Test("say so where a folder is a file or a link to nothing")
    func folders() throws {
        let root = try TemporaryRoot()
        try root.write("projects", "")
        root.link("workflows", to: "nowhere")
        let read = root.load()
        #expect(
            root.said(read) == [
                "projects:1:1 error the folder ROOT/projects cannot be read: Not a directory",
                "workflows:1:1 error the link leads nowhere: nowhere",
            ])
        #expect(read.brokenFiles == ["projects", "workflows"])
    }

    @Test("with private facts are told of while others can read them, and read all the same")
    func privateFiles() throws {
        let root = try TemporaryRoot.small()
        try root.write("people.yaml", "asha: { email: a@b.de, cost_rate: { file: private/rates.yaml } }\n")
        try root.write("private/rates.yaml", "[{ from: 2026-01-01, amount: 95.00 EUR }]\n")
        try root.write("projects/crm2.yaml", TemporaryRoot.project("crm2", "people: { file: crm2/people.yaml }\n"))
        try root.write("projects/crm2/people.yaml", "ben: { email: b@b.de, leave: { file: ../private/leave.yaml } }\n")
        try root.write("private/leave.yaml", "[{ from: 2026-12-21, to: 2026-12-31 }]\n")
        root.mode("private/leave.yaml", 0o600)
        root.mode("private/rates.yaml", 0o640)
        let first = root.load()
        #expect(
            root.said(first) == [
                "people.yaml:1:43 warning private/rates.yaml tells what people cost, and others can read it | chmod 600 ROOT/private/rates.yaml",
                "projects/crm2.yaml:6:17 warning projects/crm2/people.yaml tells about people, and others can read it | chmod 600 ROOT/projects/crm2/people.yaml",
            ])
        #expect(first.portfolio.people["asha"]?.costRates.count == 1)
        root.mode("private/rates.yaml", 0o600)
        root.mode("projects/crm2/people.yaml", 0o600)
        root.mode("private/leave.yaml", 0o604)
        #expect(
            root.said(root.load(first)) == [
                "projects/crm2/people.yaml:1:38 warning private/leave.yaml tells when people are away, and others can read it | chmod 600 ROOT/private/leave.yaml"
            ])
    }

    @Test("are those that everybody can write, and are refused with the command that mends it")
    func worldWritable() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/open/a.yaml", TemporaryRoot.project("a"))
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop", "ledger: [{ file: books.csv }]\n"))
        try root.write("projects/books.csv", "date,amount,currency\n")
        let first = root.load()
        root.mode("projects/crm2.yaml", 0o666)
        root.mode("workflows/deadlines.yaml", 0o646)
        root.mode("projects/open", 0o777)
        root.mode("projects/books.csv", 0o666)
        let fresh = root.load()
        #expect(fresh.projectIDs == [] && fresh.workflowNames == [])
        #expect(
            root.said(fresh) == [
                "projects/crm2.yaml:1:1 error everybody can write projects/crm2.yaml, so it is not read | chmod o-w ROOT/projects/crm2.yaml",
                "projects/open:1:1 error everybody can write the folder ROOT/projects/open, so it is not read | chmod o-w ROOT/projects/open",
                "projects/shop.yaml:6:18 error projects/books.csv cannot be read: everybody can write it; chmod o-w ROOT/projects/books.csv",
                "workflows/deadlines.yaml:1:1 error everybody can write workflows/deadlines.yaml, so it is not read | chmod o-w ROOT/workflows/deadlines.yaml",
            ])
        #expect(
            fresh.brokenFiles == [
                "projects/crm2.yaml", "projects/open", "projects/shop.yaml", "workflows/deadlines.yaml",
            ])
        let second = root.load(first)
        #expect(second.projectIDs == ["a", "crm2", "shop"])
        root.mode("projects/open", 0o755)
        root.mode("projects/crm2.yaml", 0o664)
        let third = root.load(second)
        #expect(third.keptLastGood == ["projects/shop.yaml", "workflows/deadlines.yaml"])
        root.mode("", 0o777)
        let all = root.load()
        #expect(root.said(all) == ["error everybody can write the folder ROOT, so it is not read | chmod o-w ROOT"])
        #expect(all.diagnostics.allSatisfy(all.isFatal))
    }

    @Test("are refused beyond the limits, quickly")
    func limits() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/large.yaml", "project: large\n#" + String(repeating: "x", count: 1 << 20))
        try root.write("projects/huge.yaml", "project: huge\n#" + String(repeating: "x", count: 17 << 20))
        let read = root.load()
        #expect(read.projectIDs == ["crm2"])
        #expect(read.diagnostics.map { $0.code.description } == ["GTY0109", "GTY0108"])
    }
}
