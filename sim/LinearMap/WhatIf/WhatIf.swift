public import HostFacts

/// What changes would do to a host: the map before and after, the crash kernel's memory, and what is lost.
///
/// Reservations are simulated anew where something they depend on changes; what does not change stays as it was
/// captured, so that no change at all gives the plain prediction.
public struct WhatIf: Sendable {
    /// The crash kernel's memory after the changes.
    public struct Crash: Hashable, Sendable {
        /// The `crashkernel=` words that count, as written.
        public let requested: [String]
        /// What is reserved.
        public let pieces: [CrashReservation.Piece]
        /// The kernel's reason for reserving nothing; nil if it reserves, or nothing was asked for.
        public let failure: String?
        /// Bytes asked for, low memory by default not counted; nil if nothing can be made of the words.
        public let requestedBytes: UInt64?
    }

    /// The changes, in order.
    public let changes: [Change]
    /// The map as captured.
    public let before: Prediction
    /// The map with the changes made.
    public let after: Prediction
    /// The crash kernel's memory before.
    public let crashBefore: Crash
    /// The crash kernel's memory after.
    public let crash: Crash
    /// How long the kernel builds the map, before and after.
    public let boot: BootEstimate
    /// What the changes cost.
    public let losses: [Loss]
    /// What a simulation cannot know, beside the unknowns of both predictions.
    public let unknowns: [Prediction.Unknown]
    /// What the changed kernel would say or silently do about options it cannot use.
    public let remarks: [String]

    /// What `changes` would do to `host`.
    public init(_ host: Host, _ changes: [Change]) { self.init(Predictor.predict(host), changes) }

    /// What `changes` would do to the host of `before`.
    public init(_ before: Prediction, _ changes: [Change]) {
        let replay = ReservationReplay(before.host)
        let changed = ChangedBoot(before, changes, replay: replay)
        self.changes = changes
        self.before = before
        after = changed.prediction
        crashBefore = Self.crash(before.host, replay)
        crash = Self.crash(changed.prediction.host, changed.replay)
        boot = BootEstimate(before, changed.prediction)
        losses = Losses(before, changed.prediction, crashBefore, crash).all
        unknowns = WhatIfUnknowns(before, changed, changes).all
        remarks = OptionRemarks(changed.prediction, changed.replay, changes).all
    }

    /// From where the host's own reservation was kept, its ranges; their kinds from the replay where both agree.
    private static func crash(_ host: Host, _ replay: ReservationReplay?) -> Crash {
        var requestedBytes: UInt64?
        if case .request(let request)? = replay?.inputs.option.verdict { requestedBytes = request.size }
        let simulated = replay?.crash.pieces ?? []
        let limit = replay?.dmaLimit.value ?? 1 << 32
        let ranges = host.crash.atBoot.isEmpty ? host.crash.ranges : host.crash.atBoot
        let sorted = ranges.map(\.value).sorted { $0.start < $1.start }
        let pieces = sorted.map { range in
            simulated.first { $0.range == range }
                ?? .init(range, sorted.count > 1 && range.end <= limit && range == sorted[0] ? .low : .crash)
        }
        let failure = pieces.isEmpty ? host.crash.failures.first?.value ?? replay?.crash.failure : nil
        return Crash(
            requested: replay?.inputs.option.tokens
                ?? host.commandLine?.value.all("crashkernel").map(\.text) ?? [],
            pieces: pieces, failure: failure, requestedBytes: requestedBytes)
    }
}

/// The boot after changes: its facts, with reservations placed anew where something they depend on changed.
struct ChangedBoot {
    let prediction: Prediction
    let replay: ReservationReplay?
    /// The crash kernel's memory was placed by simulation.
    let placesCrash: Bool
    /// The simulation puts the captured boot's crash kernel where it was.
    let isProven: Bool

    init(_ before: Prediction, _ changes: [Change], replay old: ReservationReplay?) {
        let host = ChangedHost.make(changes, of: before.host)
        let captured = before.host.crash.whenMapped.map(\.value).sorted { $0.start < $1.start }
        isProven =
            old.map { $0.crash.pieces.map(\.range).sorted { $0.start < $1.start } == captured } ?? false
        guard let old, let new = ReservationReplay(host) else {
            replay = nil
            placesCrash = false
            prediction = Predictor.predict(host)
            return
        }
        replay = new
        let poolStands = old.inputs.poolBytes == new.inputs.poolBytes && old.beforeMap == new.beforeMap
        // What was asked for is not known without a command line; then what was reserved stays.
        placesCrash =
            host.commandLine != nil && Self.differs(old.inputs, new.inputs, isProven: isProven)
        if poolStands, !placesCrash {
            prediction = Predictor.predict(host)
        } else {
            prediction = Predictor.predict(new.placing(in: host, pool: !poolStands, crash: placesCrash))
        }
    }

    /// Where only the room above the region changed, the simulation counts if it got the captured boot right.
    private static func differs(
        _ old: ReservationReplay.Inputs, _ new: ReservationReplay.Inputs, isProven: Bool
    ) -> Bool {
        guard !isProven else { return old != new }
        var old = old
        old.poolBytes = new.poolBytes
        old.tableBytes = new.tableBytes
        return old != new
    }
}
