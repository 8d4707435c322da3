/// What broadcast invalidation costs when many CPUs do it at once, and the CPUs that do not.
///
/// One split has one CPU invalidate. The storm comes where many do: loading modules on all CPUs, BPF, and user space
/// that unmaps. A host's own figures are not known; these are the published ones, and each is one machine.
public struct InvalidationStorm: Hashable, Sendable {
    /// One published comparison: broadcast against invalidation that stays on its CPU.
    public struct Measurement: Hashable, Sendable {
        /// CPUs that invalidate at the same time.
        public let cpus: Int
        /// How many times as long an operation took with broadcast.
        public let factor: Double
        /// Machine and mail.
        public let source: String
    }

    private static let roberts =
        "stress-ng --tlb-shootdown on an arm64 server, v6.15 (R. Roberts, 20250829153510.2401161-1-ryan.roberts@arm.com)"
    private static let arcangeli =
        "mprotect in 32 processes on a 32-CPU Ampere eMAG (A. Arcangeli, 20200203201745.29986-1-aarcange@redhat.com)"

    /// Operations a second with local invalidation over those with broadcast, by the number of threads; and seconds with
    /// broadcast over seconds without.
    public static let measured: [Measurement] =
        [
            (1, 8903, 9109), (4, 9892, 8115), (8, 11854, 5119), (16, 14176, 4796), (32, 15328, 1593),
            (64, 8096, 1486), (128, 8257, 1315),
        ].map { Measurement(cpus: $0.0, factor: max(1, Double($0.1) / Double($0.2)), source: roberts) }
        + [Measurement(cpus: 32, factor: 2.121353 / 0.119775, source: arcangeli)]

    /// The bystander: a CPU that only computes loses so much of its speed while another invalidates in a loop.
    public static let bystanderLoss = 0.225
    /// 860.2 against 1110.4 MFLOPS.
    public static let bystanderSource =
        "Himeno beside an mprotect loop on ThunderX2 (Qi Fuli's reply of 12 Feb 2020 to the mail on eMAG)"

    /// CPUs that invalidate at once.
    public let cpus: Int
    /// How many times as long an invalidation takes then.
    public let factor: ClosedRange<Double>
    /// The measurements the range spans.
    public let basis: [Measurement]

    /// The range for `cpus` CPUs: over the measurements with the nearest numbers at or below and at or above. Nil for none,
    /// and beyond what was measured.
    public init?(cpus: Int) {
        guard cpus > 0, let below = Self.measured.map(\.cpus).filter({ $0 <= cpus }).max(),
            let above = Self.measured.map(\.cpus).filter({ $0 >= cpus }).min()
        else { return nil }
        let basis = Self.measured.filter { $0.cpus == below || $0.cpus == above }
        let factors = basis.map(\.factor)
        self.cpus = cpus
        self.basis = basis
        factor = (factors.min() ?? 1)...(factors.max() ?? 1)
    }
}
