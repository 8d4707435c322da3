internal import Arm64

/// PHYS_OFFSET, the physical address that the linear map's first byte would have. Up to 6.15 a kernel with
/// KASLR moves it down by a random multiple of 1 GiB (512 MiB with 64 KiB pages).
struct PhysicalOffset {
    /// As the kernel has it.
    let raw: UInt64
    let granule: Granule?
    let vaBits: UInt64
    let memory: MemoryList

    /// The highest offset without randomness with which linmap's answers are those for `raw`: leaves depend on
    /// its remainder modulo the largest leaf, and the number of tables on which borders memory crosses.
    /// `raw` itself where it cannot have been moved; nil where memory is not known.
    var canonical: UInt64? {
        guard let start = memory.start else { return nil }
        let begin = start.roundedDown(to: 1 << 29)
        guard
            let plain = fallbacks.map({ begin &- $0 }).filter({ $0 &- raw < 1 << 47 })
                .min(by: { $0 &- raw < $1 &- raw })
        else { return raw }
        // The step keeps what the leaves see.
        let step: UInt64 = granule == .k4 || granule == .k16 ? 1 << 30 : 1 << 34
        let first = plain &- (plain &- raw) % step
        let wanted = crossings(raw)
        for number in 0..<UInt64(Self.mostSteps) {
            let candidate = first &- number * step
            if candidate == raw || crossings(candidate) == wanted { return candidate }
        }
        return first
    }

    /// One upper table covers 512 GiB at least: with 1 GiB steps more than this many lead to the same pictures.
    private static let mostSteps = 8192

    /// How far a kernel built for 52 bits moves the offset on a processor that has fewer (head.S and mm/init.c:
    /// the distance between the two starts of the linear map).
    private var fallbacks: [UInt64] {
        vaBits == 52 ? [0, (1 << 52) - (1 << 48), (1 << 52) - (1 << 47)] : [0]
    }

    /// How many tables memory needs on each level whose tables are larger than a step.
    private func crossings(_ offset: UInt64) -> [UInt64] {
        spans.map { span in
            var count: UInt64 = 0
            var counted: UInt64 = 0
            for range in memory.memory {
                let first = max((range.start &- offset) / span, counted)
                let next = (range.end &- offset &- 1) / span &+ 1
                if next > first { count += next - first }
                counted = max(counted, next)
            }
            return count
        }
    }

    private var spans: [UInt64] {
        switch granule {
        case .k4: [1 << 39, 1 << 48]
        case .k16: [1 << 36, 1 << 47]
        case .k64: [1 << 42]
        case nil: [1 << 36, 1 << 39, 1 << 42]
        }
    }
}
