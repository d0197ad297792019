package import GantryCore

extension DiagnosticCode {
    /// The file is not YAML: a bracket left open, a tab as indentation, a missing space.
    package static let notYAML = DiagnosticCode("GTY0101")
    /// A key that nothing reads.
    package static let unknownKey = DiagnosticCode("GTY0102")
    /// A key that has to be there is not.
    package static let missingKey = DiagnosticCode("GTY0103")
    /// A value of another type or form than is wanted.
    package static let wrongForm = DiagnosticCode("GTY0104")
    /// A key stands twice in one mapping.
    package static let duplicateKey = DiagnosticCode("GTY0105")
    /// More values than a file may hold, those behind aliases counted each time.
    package static let tooManyValues = DiagnosticCode("GTY0106")
    /// Lists and mappings nested too deep.
    package static let tooDeep = DiagnosticCode("GTY0107")
    /// The file is too large.
    package static let tooLarge = DiagnosticCode("GTY0108")
    /// The file is missing or cannot be read.
    package static let unreadableFile = DiagnosticCode("GTY0109")
    /// The file is not UTF-8.
    package static let notUTF8 = DiagnosticCode("GTY0110")
    /// A word that is not one of those that may stand there.
    package static let notOneOf = DiagnosticCode("GTY0111")
    /// A second document in one file.
    package static let severalDocuments = DiagnosticCode("GTY0112")
    /// An alias, `*name`, without its anchor, or inside of it; a merge of what is no mapping.
    package static let badAlias = DiagnosticCode("GTY0113")
    /// A tag that means nothing here, such as `!ruby/object`.
    package static let unknownTag = DiagnosticCode("GTY0114")
    /// So much is wrong in one file that the rest is counted, and not told one by one.
    package static let moreDiagnostics = DiagnosticCode("GTY0115")
    /// A file or a folder that is not read because of where it stands: outside of the root, or among the secrets.
    package static let refusedFile = DiagnosticCode("GTY0116")
}
