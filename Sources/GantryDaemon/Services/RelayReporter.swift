import GantryCore
import GantryDelivery
import Logging

/// Says what became of messages.
struct RelayReporter: Sendable {
    let logger: Logger
    let condition: Condition

    func report(_ event: RelayEvent) {
        switch event {
        case .delivered(let delivery):
            condition.set(nil, for: "channel \(delivery.channel)")
            logger.notice(
                "told \(delivery.recipient.person) by \(delivery.channel) of \(counted(delivery.notices.count, "alert"))"
            )
        case .failed(let delivery, let reason, let retryAt):
            condition.set("channel \(delivery.channel) does not deliver: \(reason)", for: "channel \(delivery.channel)")
            logger.warning(
                "could not tell \(delivery.recipient.person) by \(delivery.channel), again at \(retryAt): \(reason)")
        case .gaveUp(let delivery, let reason):
            logger.error("gave up telling \(delivery.recipient.person) by \(delivery.channel): \(reason)")
        case .storeFailed(let channel, let reason):
            logger.error("the outbox\(channel.isEmpty ? "" : " of \(channel)") cannot be used: \(reason)")
            // Without a channel, it is asked which ones there are, and that is asked again with the next message.
            if !channel.isEmpty {
                condition.set("the outbox cannot be used: \(reason)", for: "outbox of \(channel)")
            }
        case .storeWorks(let channel):
            condition.set(nil, for: "outbox of \(channel)")
        }
    }
}
