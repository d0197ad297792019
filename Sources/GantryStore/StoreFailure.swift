/// Why a store could not do what was asked, in words for people.
public struct StoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// The disk has no room; it cannot be written; it does not work.
        case full, readOnly, broken
        /// What the store holds cannot be trusted any more.
        case damaged
        /// Made by a later version of Gantry; by another program.
        case laterVersion, foreign
        case other
    }

    public let kind: Kind
    public let description: String

    public init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }
}
