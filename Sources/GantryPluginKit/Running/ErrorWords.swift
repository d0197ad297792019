import FoundationEssentials
import Glibc

extension PluginFailure {
    /// Any error that an author's code throws, in words.
    init(_ error: any Error) {
        switch error {
        case let failure as PluginFailure: self = failure
        case let error as CocoaError: self.init(error.words ?? "\(error)")
        case let error as POSIXError: self.init(error.words)
        case is DecodingError: self.init(MessageProblem(error).description)
        default: self.init("\(error)")
        }
    }
}

extension CocoaError {
    /// What is wrong with a file; nil for other errors.
    fileprivate var words: String? {
        guard let path = filePath ?? url?.path else { return nil }
        let cause = underlying as? POSIXError
        switch (code, cause?.code) {
        case (.fileReadNoPermission, _), (.fileReadUnknown, .EACCES?), (.fileReadUnknown, .EPERM?):
            return "\(path) may not be read: is its folder in needs.folders of plugin.yaml?"
        case (.fileWriteNoPermission, _), (.fileWriteVolumeReadOnly, _):
            return "\(path) may not be written: does needs.folders of plugin.yaml have its folder, with 'write: true'?"
        case (.fileNoSuchFile, _), (.fileReadNoSuchFile, _): return "there is no file \(path)"
        default: return "\(path): \(cause?.words ?? "it cannot be used, for the reason \(code.rawValue) of CocoaError")"
        }
    }
}

extension POSIXError {
    fileprivate var words: String {
        switch code {
        case .EACCES, .EPERM: "a file may not be opened: is its folder in needs.folders of plugin.yaml?"
        case .ENOENT: "there is no such file"
        default: String(cString: strerror(code.rawValue))
        }
    }
}
