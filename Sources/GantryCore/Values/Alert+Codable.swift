/// Alerts of every version can be read: what an older one did not keep has a value that changes nothing.
extension Alert: Codable {
    enum CodingKeys: String, CodingKey {
        case id, token, key, state, finding, sightings, openedAt, updatedAt, acknowledgement, resolvedAt, resolution
        case told, openedBy, seenBy, generation, resting, untoldEnd, returns, flapping, muted, notLookedAt, nextAt
        /// Of 0.1.0: the step that saw it last.
        case step
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let finding = try container.decode(Finding.self, forKey: .finding)
        id = try container.decode(Int64.self, forKey: .id)
        // The same at each reading, until it is written anew: an old alert's mails are one thread with the new ones.
        token = try container.decodeIfPresent(RandomToken.self, forKey: .token) ?? RandomToken(stored: "alert.\(id)")
        key = try container.decode(AlertKey.self, forKey: .key)
        state = try container.decode(State.self, forKey: .state)
        self.finding = finding
        let step = try container.decodeIfPresent(String.self, forKey: .step) ?? ""
        sightings =
            try container.decodeIfPresent([Sighting].self, forKey: .sightings) ?? [
                Sighting(step: step, finding: finding)
            ]
        openedAt = try container.decode(Instant.self, forKey: .openedAt)
        updatedAt = try container.decode(Instant.self, forKey: .updatedAt)
        acknowledgement = try container.decodeIfPresent(Acknowledgement.self, forKey: .acknowledgement)
        resolvedAt = try container.decodeIfPresent(Instant.self, forKey: .resolvedAt)
        resolution = try container.decodeIfPresent(String.self, forKey: .resolution)
        told = try Self.told(in: container, stage: finding.stage)
        openedBy = try container.decode(Int64.self, forKey: .openedBy)
        seenBy = try container.decode(Int64.self, forKey: .seenBy)
        generation = try container.decodeIfPresent(Int64.self, forKey: .generation) ?? 0
        resting = try container.decodeIfPresent(Mark.self, forKey: .resting)
        untoldEnd = try container.decodeIfPresent(Bool.self, forKey: .untoldEnd) ?? false
        returns = try container.decodeIfPresent([Instant].self, forKey: .returns) ?? []
        flapping = try container.decodeIfPresent(Mark.self, forKey: .flapping)
        muted = try container.decodeIfPresent(Mark.self, forKey: .muted)
        notLookedAt = try container.decodeIfPresent(Mark.self, forKey: .notLookedAt)
        nextAt = try container.decodeIfPresent(Instant.self, forKey: .nextAt)
    }

    /// In 0.1.0 whoever had been told knew the stage at which the alert stood.
    private static func told(
        in container: KeyedDecodingContainer<CodingKeys>, stage: Finding.Stage
    ) throws -> [Told] {
        if let told = try? container.decode([Told].self, forKey: .told) { return told }
        return try container.decode([Addressee].self, forKey: .told).map {
            Told(contact: $0.contact, why: $0.why, stage: stage)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(token, forKey: .token)
        try container.encode(key, forKey: .key)
        try container.encode(state, forKey: .state)
        try container.encode(finding, forKey: .finding)
        try container.encode(sightings, forKey: .sightings)
        try container.encode(openedAt, forKey: .openedAt)
        try container.encode(updatedAt, forKey: .updatedAt)
        try container.encodeIfPresent(acknowledgement, forKey: .acknowledgement)
        try container.encodeIfPresent(resolvedAt, forKey: .resolvedAt)
        try container.encodeIfPresent(resolution, forKey: .resolution)
        try container.encode(told, forKey: .told)
        try container.encode(openedBy, forKey: .openedBy)
        try container.encode(seenBy, forKey: .seenBy)
        try container.encode(generation, forKey: .generation)
        try container.encodeIfPresent(resting, forKey: .resting)
        try container.encode(untoldEnd, forKey: .untoldEnd)
        try container.encode(returns, forKey: .returns)
        try container.encodeIfPresent(flapping, forKey: .flapping)
        try container.encodeIfPresent(muted, forKey: .muted)
        try container.encodeIfPresent(notLookedAt, forKey: .notLookedAt)
        try container.encodeIfPresent(nextAt, forKey: .nextAt)
    }
}
