public import LinearMap

/// What a random access to a host's memory costs under three maps, by formula alone: quick enough for every report.
public struct RandomAccessCost: Sendable {
    /// One map.
    public struct Row: Sendable {
        /// Which.
        public let layout: LayoutCase
        /// Misses per access of each TLB level, 0 to 1.
        public let missRatios: [Double]
    }

    /// The boot CPU's profile.
    public let core: CoreProfile
    /// Its TLB.
    public let hierarchy: Hierarchy
    /// The maps: as it is, in pages, in blocks.
    public let rows: [Row]

    /// The cost on the host of `prediction`.
    ///
    /// - Returns: nil if the boot CPU's TLB is not known, or there is no memory.
    public init?(_ prediction: Prediction) {
        guard let midr = prediction.host.cpus.first?.midr.value, let core = CoreProfiles.profile(midr),
            let hierarchy = try? core.hierarchy(), let memory = WorkloadMemory(prediction.layout)
        else { return nil }
        self.core = core
        self.hierarchy = hierarchy
        rows = LayoutCases.predicted(prediction).map { layout in
            Row(
                layout: layout,
                missRatios: hierarchy.levels.enumerated().map { index, level in
                    Formulas.uniform(index, level, EntryClasses(layout, level, memory)).missRatio
                })
        }
    }
}
