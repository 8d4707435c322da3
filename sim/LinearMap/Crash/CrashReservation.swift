public import Arm64

/// Where a kernel puts the crash kernel's memory, or why it cannot.
public struct CrashReservation: Hashable, Sendable {
    /// What a range is for.
    public enum Kind: String, Hashable, Sendable {
        /// The region the crash kernel runs in.
        case crash
        /// Memory below the DMA limit for its devices.
        case low
        /// Memory of the contiguous allocator, usable until the crash.
        case cma
    }

    /// A range.
    public struct Piece: Hashable, Sendable {
        /// Where.
        public let range: AddressRange
        /// What for.
        public let kind: Kind

        /// `range`, for `kind`.
        public init(_ range: AddressRange, _ kind: Kind) {
            self.range = range
            self.kind = kind
        }
    }

    /// What was reserved, in the kernel's order; empty if nothing was.
    public var pieces: [Piece] = []
    /// What the kernel logs when it fails, or what becomes of it where it logs nothing; nil if it did not fail.
    public var failure: String?
    /// The search never ends, so that the machine does not boot (`CrashReserver.Algorithm.isEndless`).
    public var isEndless = false

    /// Nothing reserved.
    public init() {}

    /// A failure with the kernel's words.
    public init(failure: String) { self.failure = failure }

    /// A search without an end.
    static var endless: CrashReservation {
        var result = CrashReservation(failure: "searches the same memory for ever and does not boot")
        result.isEndless = true
        return result
    }
}

/// The reservation itself. What it needs to know beside the request.
public struct CrashReserver: Sendable {
    /// Memory and what is taken when the kernel gets there.
    public var allocator: EarlyAllocator
    /// `arm64_dma_phys_limit`: below it memory is low. Without DMA zones, the end of the physical address space.
    public var dmaLimit: UInt64
    /// PHYS_MASK + 1.
    public var addressLimit: UInt64 = 1 << 52
    /// Page size in bytes.
    public var pageSize: UInt64
    /// Which algorithm.
    public var algorithm: Algorithm

    /// CRASH_ALIGN.
    static let alignment: UInt64 = 2 << 20
    /// DEFAULT_CRASH_KERNEL_LOW_SIZE.
    static let defaultLow: UInt64 = 128 << 20

    /// A reserver.
    public init(
        _ allocator: EarlyAllocator, dmaLimit: UInt64, pageSize: UInt64, algorithm: Algorithm
    ) {
        self.allocator = allocator
        self.dmaLimit = dmaLimit
        self.pageSize = pageSize
        self.algorithm = algorithm
    }

    /// Reserves what `request` asks for.
    public func reserve(_ request: CrashkernelOption.Request) -> CrashReservation {
        var size = request.size
        if algorithm.roundsSize { size = size.roundedUp(to: pageSize) ?? size }
        if request.base != 0 { return fixed(request.base, size) }
        for attempt in attempts(request) {
            guard let place = place(size, attempt.from, attempt.below) else { continue }
            var rest = self
            rest.allocator.reserve(place)
            return rest.withLow(place, attempt.low)
        }
        if dmaLimit == addressLimit, algorithm.isEndless(high: request.isHigh) { return .endless }
        return CrashReservation(failure: "cannot allocate crashkernel (size:\(ByteCount.hex(size)))")
    }

    /// Reserves `size` bytes of low memory for a region that is there already; if that fails, the region is given
    /// back.
    func addingLow(_ size: UInt64, to reservation: CrashReservation) -> CrashReservation {
        guard size > 0, reservation.failure == nil else { return reservation }
        guard let range = place(size, 0, dmaLimit) else { return Self.lowFailure(size) }
        var result = reservation
        result.pieces.insert(.init(range, .low), at: 0)
        return result
    }

    private static func lowFailure(_ size: UInt64) -> CrashReservation {
        CrashReservation(
            failure: "cannot allocate crashkernel low memory (size:\(ByteCount.hex(size))).")
    }

    /// One search, and how much low memory goes with its result.
    private struct Attempt {
        var from: UInt64
        var below: UInt64
        var low: LowPart
    }

    /// The rule for the low part.
    private struct LowPart {
        var size: UInt64
        /// It is taken if the region's base is at or above this.
        var ifBaseFrom: UInt64
    }

    private func attempts(_ request: CrashkernelOption.Request) -> [Attempt] {
        let low = LowPart(
            size: request.lowSize ?? (algorithm == .highFromTop ? 0 : Self.defaultLow), ifBaseFrom: dmaLimit)
        let none = LowPart(size: 0, ifBaseFrom: dmaLimit)
        let byDefault = LowPart(size: Self.defaultLow, ifBaseFrom: dmaLimit)
        let below = Attempt(from: 0, below: dmaLimit, low: request.isHigh ? low : none)
        let above = Attempt(from: dmaLimit, below: addressLimit, low: request.isHigh ? low : byDefault)
        switch algorithm {
        case .lowChecked, .lowOnly: return [below]
        case .highFromTop:
            return request.isHigh ? [Attempt(from: 0, below: addressLimit, low: low)] : [below]
        case .fallback: return fallbackAttempts(request, below, low: request.isHigh ? low : byDefault)
        case .series:
            let everywhere = Attempt(from: 0, below: addressLimit, low: request.isHigh ? low : byDefault)
            return request.isHigh ? [everywhere] : [below, everywhere]
        case .highAboveFourGiB:
            let high = Attempt(from: 1 << 32, below: addressLimit, low: low)
            return request.isHigh ? [high, below] : [below, above]
        case .genericEndless: return request.isHigh ? [above, below] : [below, above]
        case .generic:
            // Where no address is high, the second search is left out.
            guard request.isHigh else { return [below, above] }
            return dmaLimit == addressLimit ? [above] : [above, below]
        }
    }

    /// 6.2 to 6.4 search all memory, not only what lies above the limit, so the region may lie across it;
    /// the low part is then taken if less than its size is left below.
    private func fallbackAttempts(
        _ request: CrashkernelOption.Request, _ below: Attempt, low: LowPart
    ) -> [Attempt] {
        var part = low
        part.ifBaseFrom = dmaLimit &- part.size &+ 1
        let everywhere = Attempt(from: 0, below: addressLimit, low: part)
        return request.isHigh ? [everywhere] : [below, everywhere]
    }

    private func place(_ size: UInt64, _ from: UInt64, _ below: UInt64) -> AddressRange? {
        guard from < below else { return nil }
        return allocator.highestPlace(
            size, alignment: Self.alignment, from: from, below: below, pageSize: pageSize)
    }

    private func withLow(_ place: AddressRange, _ low: LowPart) -> CrashReservation {
        var result = CrashReservation()
        if place.start >= low.ifBaseFrom, low.size > 0 {
            guard let range = self.place(low.size, 0, dmaLimit) else {
                // The high region is given back.
                return Self.lowFailure(low.size)
            }
            result.pieces.append(.init(range, .low))
        }
        result.pieces.append(.init(place, .crash))
        return result
    }

    private func fixed(_ base: UInt64, _ size: UInt64) -> CrashReservation {
        var result = CrashReservation()
        guard let wanted = AddressRange(base, base &+ size) else {
            return CrashReservation(failure: fixedFailure(size, "region is not memory"))
        }
        let isOneRegion = allocator.isOneRegion(wanted)
        if algorithm == .lowChecked {
            guard isOneRegion, allocator.memory.contains(wanted) else {
                return CrashReservation(failure: fixedFailure(size, "region is not memory"))
            }
            guard allocator.free.contains(wanted) else {
                return CrashReservation(failure: fixedFailure(size, "region overlaps reserved memory"))
            }
            guard base.isAligned(to: Self.alignment) else {
                return CrashReservation(failure: fixedFailure(size, "base address is not 2MB aligned"))
            }
        } else if !isOneRegion || !allocator.free.contains(wanted) || !base.isAligned(to: Self.alignment) {
            return CrashReservation(failure: fixedFailure(size, ""))
        }
        result.pieces.append(.init(wanted, .crash))
        return result
    }

    private func fixedFailure(_ size: UInt64, _ reason: String) -> String {
        switch algorithm {
        case .lowChecked: "cannot reserve crashkernel: \(reason)"
        case .lowOnly, .highFromTop, .fallback, .series:
            "cannot allocate crashkernel (size:\(ByteCount.hex(size)))"
        case .highAboveFourGiB, .genericEndless, .generic:
            "crashkernel reservation failed - memory is in use."
        }
    }
}
