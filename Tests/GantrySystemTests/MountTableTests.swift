import Testing

@testable import GantrySystem

@Suite("The table of mounts")
struct MountTableTests {
    private let table = MountTable(
        """
        23 29 0:21 / / rw,relatime shared:7 - ext4 /dev/vda rw
        31 23 0:26 / /srv/with\\040space/a rw - tmpfs none rw
        40 23 0:31 / /home rw - tmpfs none rw
        half a line
        """)

    @Test("has the mounts at, above and below a folder, and no others")
    func concerning() {
        let (space, home) = (table.concerning(["/srv/with space"]), table.concerning(["/home/asha"]))
        let root = MountTable("23 29 0:21 / / rw,relatime shared:7 - ext4 /dev/vda rw\n")
        #expect(space != home && space != root && home != root)
        #expect(table.concerning(["/srv/with"]) == root && table.concerning(["/srv/with space/ab"]) == root)
        #expect(table.concerning(["/"]) == table && table.concerning([]) != root)
    }

    @Test("another mount at the same place is another one")
    func replaced() {
        let other = MountTable("24 29 0:22 / / rw - ext4 /dev/vdb rw\n")
        #expect(table.concerning(["/opt"]) != other.concerning(["/opt"]))
    }

    @Test("that of this process has its root")
    func now() { #expect(MountTable.now.concerning(["/"]) == MountTable.now && MountTable.now != MountTable("")) }
}
