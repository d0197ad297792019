import GantryCore

/// What wakes the queue of a channel.
typealias WakeSignal = Hint
