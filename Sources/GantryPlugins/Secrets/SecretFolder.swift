import GantryCore
import GantrySystem
import Glibc

/// Reads secrets: a file each, from the credentials that systemd hands over, or from `secrets/` of the root.
package struct SecretFolder: Sendable {
    private static let longest = 65_536

    private let credentials: String?
    private let folder: String

    /// - Parameters:
    ///   - root: the folder of the definitions.
    ///   - credentials: systemd's `CREDENTIALS_DIRECTORY`; nil where there is none.
    package init(root: String, credentials: String?) {
        (folder, self.credentials) = (root + "/secrets", credentials)
    }

    /// The text of a secret, without the line break at its end. Blocks on files.
    package func secret(_ name: String) -> Result<String, SecretProblem> {
        if let credentials, case .success(let text) = read("\(credentials)/\(name)", isOurs: true) {
            return .success(text)
        }
        return read("\(folder)/\(name)", isOurs: false)
    }

    /// - Parameter isOurs: systemd made it, for this service alone.
    private func read(_ path: String, isOurs: Bool) -> Result<String, SecretProblem> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let reason = errno == ENOENT ? "there is no file \(path)" : "\(path): \(errorText(errno))"
            return .failure(SecretProblem(reason, hint: "write it there with mode 0600, then gantry reload"))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .failure(SecretProblem("\(path) is not a file", hint: nil))
        }
        guard isOurs || status.st_mode & 0o077 == 0 else {
            return .failure(
                SecretProblem("others than its owner can read \(path)", hint: "chmod 600 \(shellQuoted(path))"))
        }
        var bytes = [UInt8](repeating: 0, count: Self.longest + 1)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else {
            return .failure(SecretProblem("\(path): \(errorText(errno))", hint: nil))
        }
        guard count <= Self.longest else {
            return .failure(SecretProblem("\(path) has more than 64 KiB", hint: nil))
        }
        guard var text = String(validating: bytes[..<count], as: UTF8.self) else {
            return .failure(SecretProblem("\(path) is no UTF-8 text", hint: nil))
        }
        while text.last?.isNewline ?? false { text.removeLast() }
        guard !text.isEmpty else { return .failure(SecretProblem("\(path) is empty", hint: nil)) }
        return .success(text)
    }
}

/// Why a secret cannot be had.
package struct SecretProblem: Error, Hashable, Sendable {
    package let message: String
    package let hint: String?

    init(_ message: String, hint: String?) { (self.message, self.hint) = (message, hint) }
}
