public import Arm64

extension CrashReserver {
    /// The algorithms of kernel versions, oldest first.
    public enum Algorithm: Hashable, Sendable, CaseIterable {
        /// To 5.14: below the DMA limit or not at all; `,high` is not known. A fixed place is checked step by step.
        case lowChecked
        /// 5.15 to 5.18: the same by one call of the allocator, with one message (a7259df76702).
        case lowOnly
        /// 5.19 to 6.1: `,high` is searched from the top of memory; no default for the low part.
        case highFromTop
        /// 6.2 to 6.4: a plain request falls back to all memory, with 128 MiB low (a9ae89df7377).
        case fallback
        /// The series of June 2022: as 6.2, but low memory is taken only if the region lies above the limit.
        case series
        /// 6.5 and 6.6: `,high` is searched above 4 GiB first, then below the limit (6c4dcaddbd36).
        case highAboveFourGiB
        /// 6.7 to 6.11: as before, above the DMA limit instead of 4 GiB (fdc268232dbb).
        case genericEndless
        /// From 6.12: `,high` does not look below the limit where nothing is above it, so as not to look for ever.
        case generic

        /// The algorithm of `version`.
        public init(_ version: KernelVersion) {
            self =
                switch version {
                case ..<v(5, 15): .lowChecked
                case ..<v(5, 19): .lowOnly
                case ..<v(6, 2): .highFromTop
                case ..<v(6, 5): .fallback
                case ..<v(6, 7): .highAboveFourGiB
                case ..<v(6, 12): .genericEndless
                default: .generic
                }
        }

        /// The size is rounded up to pages; the generic code takes it as it is.
        var roundsSize: Bool { self != .genericEndless && self != .generic }

        /// Whether a failed request is tried again and again where no memory is high, which is so without DMA
        /// zones: "the first search was in low memory" is then true of the second search too. Read in the
        /// sources of 6.4, 6.5, 6.12 and 7.x; 6.12 repaired it for `,high` alone.
        func isEndless(high: Bool) -> Bool {
            switch self {
            case .lowChecked, .lowOnly, .highFromTop, .series: false
            case .fallback, .highAboveFourGiB, .genericEndless: true
            case .generic: !high
            }
        }
    }
}
