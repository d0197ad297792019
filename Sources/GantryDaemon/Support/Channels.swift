import GantryCore
import GantryDelivery
import GantryPlugins
import GantryTime
import GantryWorkflow
import Glibc

/// Makes the channels of the settings: a type of channel is a line here.
struct ChannelRegistry {
    let layout: Layout
    /// The store's id, part of every message's.
    let store: String
    let plugins: PluginRegistry
    /// Channels in the place of all that the settings name.
    var replaced: [String: any Channel]?

    func channels(of settings: Settings) throws -> [String: any Channel] {
        if let replaced { return replaced }
        let zone = settings.timeZone
        let text = try MessageText { zone.offsetSeconds(at: $0) }
        let host = settings.mailDomain ?? hostName()
        let origin = MailMessage.Origin(store: store, host: host)
        var channels: [String: any Channel] = [:]
        for channel in settings.channels {
            switch channel.kind {
            case .maildir(let path):
                guard let from = MailAddress(name: "Gantry", address: "gantry@\(host)") else {
                    throw StartFailure(.noSender, "'gantry@\(host)' is not a mail address", hint: "set mail_domain")
                }
                channels[channel.id] = MaildirChannel(
                    folder: path.map { fromRoot($0) } ?? layout.state + "/maildir", from: from, origin: origin,
                    text: text)
            case .journal(let socket):
                channels[channel.id] =
                    socket.map { JournalChannel(socket: fromRoot($0), origin: origin, text: text) }
                    ?? JournalChannel(origin: origin, text: text)
            case .plugin(let name, let inputs):
                channels[channel.id] = plugins.channel(name, inputs: inputs) { delivery in
                    let (subject, body) = text.render(delivery)
                    return (messageID: origin.messageID(delivery), subject: subject, body: body)
                }
            }
        }
        return channels
    }

    private func fromRoot(_ path: String) -> String { path.hasPrefix("/") ? path : layout.root + "/" + path }

    /// This machine's name where it can stand in an address, else `localhost`.
    private func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return MailAddress(name: "", address: "gantry@\(name)") == nil ? "localhost" : name
    }
}

extension DiagnosticCode {
    /// No sender's address can be made of the settings.
    static let noSender = DiagnosticCode("GTY0715")
}
