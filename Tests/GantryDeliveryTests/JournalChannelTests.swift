import GantryCore
import GantrySystem
import GantryTestSupport
import Glibc
import Testing

@testable import GantryDelivery

/// Listens where the journal would.
final class JournalSocket: Sendable {
    let path: String
    private let descriptor: CInt

    init(in folder: TemporaryFolder) throws {
        path = folder.path + "/journal"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let result = try UnixAddress(path).withSocketAddress { [descriptor] in bind(descriptor, $0, $1) }
        try #require(result == 0)
    }

    deinit { close(descriptor) }

    /// The fields of the next entry, read by the protocol's rules; empty where none has come.
    func next() throws -> [(name: String, value: String)] {
        var buffer = [UInt8](repeating: 0, count: 300_000)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return [] }
        var rest = buffer[..<count]
        var fields: [(String, String)] = []
        while !rest.isEmpty {
            let end = try #require(rest.firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\n") })
            let name = String(decoding: rest[..<end], as: UTF8.self)
            var value = rest[(end + 1)...]
            if rest[end] == UInt8(ascii: "=") {
                value = value.prefix { $0 != UInt8(ascii: "\n") }
            } else {
                let length = value.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                value = value.dropFirst(8).prefix(length)
            }
            try #require(value.endIndex < rest.endIndex && rest[value.endIndex] == UInt8(ascii: "\n"))
            fields.append((name, String(decoding: value, as: UTF8.self)))
            rest = rest[(value.endIndex + 1)...]
        }
        return fields
    }
}

@Suite("The journal channel")
struct JournalChannelTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func channel(_ path: String) throws -> JournalChannel {
        JournalChannel(socket: path, origin: origin, text: try messageText())
    }

    @Test("writes an entry with its fields")
    func entry() async throws {
        let socket = try JournalSocket(in: folder)
        try await channel(socket.path).deliver(delivery())
        let fields = try socket.next()
        let text = try messageText().render(delivery())
        let values = Dictionary(grouping: fields, by: \.name).mapValues { $0.map(\.value) }
        #expect(values["MESSAGE"] == [String("\(text.subject)\n\(text.body)".dropLast())])
        #expect(values["MESSAGE_ID"] == ["f1684be214f745aabb83b081ca8f295b"])
        #expect(values["PRIORITY"] == ["4"])
        #expect(values["SYSLOG_IDENTIFIER"] == ["gantry"])
        #expect(values["GANTRY_DELIVERY"] == ["k3f9.42"])
        #expect(values["GANTRY_RECIPIENT"] == ["ben"])
        #expect(values["GANTRY_RUN"] == ["3"])
        #expect(values["GANTRY_WORKFLOW"] == ["deadlines"])
        #expect(values["GANTRY_PROJECT"] == ["crm2"])
        #expect(values["GANTRY_ALERT"] == ["7"])
        #expect(fields.count == 10)
        #expect(try socket.next().isEmpty)
    }

    @Test(
        "the priority is the most serious notice's that still stands",
        arguments: [
            ([(Finding.Severity.critical, AlertEvent.Kind.opened), (.info, .opened)], "2"), ([(.info, .opened)], "6"),
            ([(.critical, .resolved), (.warning, .raised)], "4"), ([(.critical, .resolved)], "6"),
        ])
    func priority(notices: [(Finding.Severity, AlertEvent.Kind)], priority: String) async throws {
        let socket = try JournalSocket(in: folder)
        let notices = notices.enumerated().map { index, item in
            notice(finding(severity: item.0), alert: Int64(index), kind: item.1)
        }
        try await channel(socket.path).deliver(delivery(notices))
        #expect(try socket.next().first { $0.name == "PRIORITY" }?.value == priority)
    }

    @Test("a digest names each alert and project")
    func digest() async throws {
        let socket = try JournalSocket(in: folder)
        let notices = [notice(alert: 1), notice(finding(project: "web"), alert: 2), notice(alert: 3)]
        try await channel(socket.path).deliver(delivery(notices, run: nil))
        let fields = try socket.next()
        #expect(Set(fields.filter { $0.name == "GANTRY_ALERT" }.map(\.value)) == ["1", "2", "3"])
        #expect(Set(fields.filter { $0.name == "GANTRY_PROJECT" }.map(\.value)) == ["crm2", "web"])
        #expect(!fields.contains { $0.name == "GANTRY_RUN" })
    }

    @Test("a value with line breaks cannot become a field of its own")
    func injection() async throws {
        let socket = try JournalSocket(in: folder)
        try await channel(socket.path).deliver(
            delivery([notice(finding("x\nPRIORITY=0", project: "crm2\nPRIORITY=0"), workflow: "w\nPRIORITY=0")]))
        let fields = try socket.next()
        #expect(fields.filter { $0.name == "PRIORITY" }.map(\.value) == ["4"])
        #expect(fields.first { $0.name == "GANTRY_WORKFLOW" }?.value == "w\nPRIORITY=0")
    }

    @Test("what is too long for a datagram is cut, and says so")
    func long() async throws {
        let socket = try JournalSocket(in: folder)
        let notices = (1...5000).map {
            notice(finding("\"task \($0)\" is overdue", subject: "tasks/t\($0)"), alert: Int64($0))
        }
        try await channel(socket.path).deliver(delivery(notices))
        let fields = try socket.next()
        let message = try #require(fields.first { $0.name == "MESSAGE" }?.value)
        #expect(message.utf8.count <= 150_100 && message.utf8.count > 140_000)
        #expect(message.hasPrefix("[crm2] 5000 alerts: "))
        #expect(message.hasSuffix("\n(cut: too long for the journal; gantry alerts has all of it)"))
        #expect(fields.count < 1024)
    }

    @Test("without a journal it says so, and may be tried again")
    func none() async throws {
        let path = folder.path + "/nothing"
        let failure = await #expect(throws: DeliveryFailure.self) { try await channel(path).deliver(delivery()) }
        #expect(failure == DeliveryFailure("no journal listens at \(path)"))
        let long = folder.path + String(repeating: "/x", count: 60)
        let second = await #expect(throws: DeliveryFailure.self) { try await channel(long).deliver(delivery()) }
        #expect(second?.mayRetry == false)
    }

    @Test("a journal that does not read holds nobody up")
    func full() async throws {
        let socket = try JournalSocket(in: folder)
        let channel = try channel(socket.path)
        var failure: DeliveryFailure?
        for _ in 0..<2000 where failure == nil {
            do {
                try await channel.deliver(delivery())
            } catch let problem as DeliveryFailure {
                failure = problem
            }
        }
        #expect(failure?.description == "the journal at \(socket.path) does not keep up")
        #expect(failure?.mayRetry == true)
    }
}
