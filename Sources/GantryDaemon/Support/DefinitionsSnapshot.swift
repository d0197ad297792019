import GantryDefinitions
import Synchronization

/// The definitions that actions and plugins look at: both are made before the definitions are read, since reading
/// checks what workflows ask of them.
final class DefinitionsSnapshot: Sendable {
    private let service = Mutex<DefinitionsService?>(nil)

    func follow(_ service: DefinitionsService) { self.service.withLock { $0 = service } }

    /// Nil until they have been read for the first time.
    var current: Definitions? { service.withLock { $0 }?.current }
}
