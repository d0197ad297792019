import CLibYAML

/// What the parser met, in the order of the file. Ranges are bytes.
enum YAMLEvent {
    case documentStart(Range<Int>)
    case documentEnd
    case streamEnd
    case alias(String, Range<Int>)
    case scalar(ScalarEvent)
    case sequenceStart(Properties)
    case sequenceEnd(Range<Int>)
    case mappingStart(Properties)
    case mappingEnd(Range<Int>)

    struct Properties {
        let anchor: String?
        let tag: String?
        let range: Range<Int>
        /// Whether it is written with brackets.
        let isFlow: Bool
    }

    struct ScalarEvent {
        let text: String
        let isPlain: Bool
        let properties: Properties
    }
}

/// Why libyaml gave up.
struct YAMLSyntaxProblem: Error {
    let problem: String
    let byte: Int
    let context: String
    let contextByte: Int?
}

/// Reads a text through libyaml's event interface. Source: https://pyyaml.org/wiki/LibYAML, yaml.h of 0.2.5.
final class EventReader {
    private let source: SourceText
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ source: SourceText) {
        self.source = source
        parser = .allocate(capacity: 1)
        // libyaml keeps the pointer, so the text gets a place that stays. It refuses a byte order mark when the
        // encoding is given, hence it begins after it.
        input = .allocate(capacity: source.bytes.count - source.start)
        _ = input.initialize(from: source.bytes[source.start...])
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; what libyaml says at the start of the stream is left out.
    func next() throws(YAMLSyntaxProblem) -> YAMLEvent {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
            defer { yaml_event_delete(&event) }
            if let result = translate(event) { return result }
        }
    }

    private func translate(_ event: yaml_event_t) -> YAMLEvent? {
        let range = byte(event.start_mark)..<max(byte(event.start_mark), byte(event.end_mark))
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart(range)
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "", range)
        case YAML_SCALAR_EVENT: return .scalar(scalar(event, range))
        case YAML_SEQUENCE_START_EVENT:
            let data = event.data.sequence_start
            let isFlow = data.style == YAML_FLOW_SEQUENCE_STYLE
            return .sequenceStart(properties(data.anchor, data.tag, range, isFlow: isFlow))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd(range)
        case YAML_MAPPING_START_EVENT:
            let data = event.data.mapping_start
            let isFlow = data.style == YAML_FLOW_MAPPING_STYLE
            return .mappingStart(properties(data.anchor, data.tag, range, isFlow: isFlow))
        case YAML_MAPPING_END_EVENT: return .mappingEnd(range)
        default: return nil
        }
    }

    private func scalar(_ event: yaml_event_t, _ range: Range<Int>) -> YAMLEvent.ScalarEvent {
        let data = event.data.scalar
        let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
        let tag = text(data.tag)
        return .init(
            text: String(decoding: bytes, as: UTF8.self),
            isPlain: data.style == YAML_PLAIN_SCALAR_STYLE && tag != "!" && tag != YAMLTag.text,
            properties: properties(data.anchor, data.tag, range, isFlow: true)
        )
    }

    private func properties(
        _ anchor: UnsafeMutablePointer<UInt8>?, _ tag: UnsafeMutablePointer<UInt8>?, _ range: Range<Int>, isFlow: Bool
    ) -> YAMLEvent.Properties {
        var start = range.lowerBound
        // libyaml's mark includes anchor and tag; a message and an edit mean the value behind them.
        if anchor != nil || tag != nil { start = source.skippingProperties(from: start, to: range.upperBound) }
        return .init(anchor: text(anchor), tag: text(tag), range: start..<max(start, range.upperBound), isFlow: isFlow)
    }

    private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func byte(_ mark: yaml_mark_t) -> Int { source.byte(ofCharacter: mark.index) }

    private func problem() -> YAMLSyntaxProblem {
        let value = parser.pointee
        // A character that the reader refuses is told by its byte, everything else by a mark.
        let isReader = value.error == YAML_READER_ERROR
        let byte = isReader ? source.start + value.problem_offset : byte(value.problem_mark)
        return YAMLSyntaxProblem(
            problem: value.problem.map { String(cString: $0) } ?? "no memory",
            byte: min(byte, source.bytes.count),
            context: value.context.map { String(cString: $0) } ?? "",
            contextByte: value.context == nil ? nil : self.byte(value.context_mark)
        )
    }
}

/// The tags that mean what a file says anyway. Source: YAML 1.1, https://yaml.org/type/.
enum YAMLTag {
    static let text = "tag:yaml.org,2002:str"
    static let known: Set<String> = Set(
        ["str", "int", "float", "bool", "null", "seq", "map", "timestamp", "merge"].map { "tag:yaml.org,2002:\($0)" }
            + ["!"]
    )
}

extension SourceText {
    /// The first byte after `&anchor`, `!tag`, the white space and the comments between them and the value.
    fileprivate func skippingProperties(from start: Int, to end: Int) -> Int {
        var index = start
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                while index < end, !bytes[index].isWhitespace { index += 1 }
            case UInt8(ascii: "#"):
                while index < end, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            case let byte where byte.isWhitespace: index += 1
            default: return index
            }
        }
        return end
    }
}

extension UInt8 {
    /// Space, tab and line ends.
    var isWhitespace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
