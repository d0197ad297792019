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
            condition.set("the store cannot be read: \(reason)", for: "store")
            logger.error("the outbox of \(channel) cannot be read: \(reason)")
        }
    }
}
