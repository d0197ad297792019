import GantryCore
import GantryTestSupport
import Glibc
import Testing

@testable import GantryPlugins

@Suite("Secrets")
struct SecretTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ text: String, mode: mode_t = 0o600) {
        folder.write("secrets/\(name)", text, mode: mode)
    }

    private var secrets: SecretFolder { SecretFolder(root: folder.path, credentials: nil) }

    @Test("are the text of a file, without the line break at its end")
    func text() throws {
        write("token", "s3cret-word\n")
        #expect(try secrets.secret("token").get() == "s3cret-word")
    }

    @Test("are not taken from a file that others can read", arguments: [mode_t(0o640), 0o604, 0o644])
    func readable(mode: mode_t) throws {
        write("token", "s3cret-word", mode: mode)
        #expect(throws: SecretProblem.self) { try secrets.secret("token").get() }
        guard case .failure(let problem) = secrets.secret("token") else { return }
        #expect(problem.hint == "chmod 600 \(folder.path)/secrets/token")
    }

    @Test("are looked for among systemd's credentials first")
    func credentials() throws {
        write("token", "of the root")
        folder.write("credentials/token", "of systemd", mode: 0o400)
        let secrets = SecretFolder(root: folder.path, credentials: folder.path + "/credentials")
        #expect(try secrets.secret("token").get() == "of systemd")
    }

    @Test("that are missing or empty are said with where to write them")
    func missing() {
        write("empty", "\n")
        guard case .failure(let missing) = secrets.secret("token"), case .failure(let empty) = secrets.secret("empty")
        else {
            Issue.record("both should fail")
            return
        }
        #expect(missing.message == "there is no file \(folder.path)/secrets/token")
        #expect(missing.hint == "write it there with mode 0600, then gantry reload")
        #expect(empty.message == "\(folder.path)/secrets/empty is empty")
    }

    @Test(
        "are taken out of texts",
        arguments: [
            ("the token is abc123.", "the token is ***."), ("abc123abc123", "******"), ("nothing", "nothing"),
            ("abc", "abc"), ("line one and line two", "*** and ***"),
        ])
    func masks(text: String, masked: String) {
        let masking = Masking(["abc123", "abc", "line one\nline two"])
        #expect(masking.masked(text) == masked)
    }

    @Test("are taken out of values, whatever their depth")
    func values() {
        let value: Value = ["a": ["x abc123", 3, ["abc123": "y"]]]
        #expect(Masking(["abc123"]).masked(value) == ["a": ["x ***", 3, ["***": "y"]]])
    }
}
