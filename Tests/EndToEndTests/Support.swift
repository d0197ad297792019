import Foundation
// For all files of these tests: each of them drives programs.
@_exported public import GantryTestSupport
import Testing

typealias Channel = PipeEnds

extension Ended {
    /// The output as a JSON object.
    func json() throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
        return try #require(object as? [String: Any], "not a JSON object: \(output)")
    }
}
