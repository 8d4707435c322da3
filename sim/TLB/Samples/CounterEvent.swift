/// The PMU events that tell what address translation costs, under the names perf gives them.
///
/// Numbers: common events of PMUv3 (Linux, tools/perf/pmu-events/arch/arm64/common-and-microarch.json). perf's
/// generic `dTLB-load-misses` is L1D_TLB_REFILL, loads and stores (drivers/perf/arm_pmuv3.c).
public enum CounterEvent: String, CaseIterable, Hashable, Sendable {
    /// L1D_TLB, 0x25: lookups of the first level.
    case l1Accesses = "L1D_TLB"
    /// L1D_TLB_REFILL, 0x05: its misses.
    case l1Refills = "L1D_TLB_REFILL"
    /// L2D_TLB_REFILL, 0x2D: misses of the second level.
    case l2Refills = "L2D_TLB_REFILL"
    /// DTLB_WALK, 0x34: walks for data accesses.
    case walks = "DTLB_WALK"
    /// DTLB_WALK_PERCYC, 0x8128: walks under way, summed over cycles.
    case walkCycles = "DTLB_WALK_PERCYC"
    /// CPU_CYCLES, 0x11.
    case cycles = "CPU_CYCLES"
    /// INST_RETIRED, 0x08.
    case instructions = "INST_RETIRED"

    private var number: Int {
        switch self {
        case .l1Accesses: 0x25
        case .l1Refills: 0x05
        case .l2Refills: 0x2d
        case .walks: 0x34
        case .walkCycles: 0x8128
        case .cycles: 0x11
        case .instructions: 0x08
        }
    }

    private var aliases: [String] {
        switch self {
        case .l1Accesses: ["dtlb-loads"]
        case .l1Refills: ["dtlb-load-misses"]
        case .cycles: ["cycles", "cpu-cycles"]
        case .instructions: ["instructions"]
        case .l2Refills, .walks, .walkCycles: []
        }
    }

    /// The event perf calls `name`: `dTLB-load-misses:k`, `armv8_pmuv3_0/dtlb_walk/k`, `l1d_tlb_refill`, `r34`,
    /// `armv8_pmuv3_0/event=0x34/`.
    public init?(perfName name: String) {
        let plain = Self.withoutUnit(name.lowercased())
        let number = Self.number(plain)
        let match = Self.allCases.first {
            plain == $0.rawValue.lowercased() || $0.aliases.contains(plain) || number == $0.number
        }
        guard let match else { return nil }
        self = match
    }

    /// Whether `name` counts the kernel alone: a modifier with k and without u.
    static func isKernelOnly(_ name: String) -> Bool {
        let modifier = name.lowercased().split { $0 == "/" || $0 == ":" }.dropFirst().last ?? ""
        return !modifier.isEmpty && modifier.allSatisfy { "kpshgdwe".contains($0) } && modifier.contains("k")
    }

    /// What is between the slashes of `unit/event/modifier`, or before the colon of `event:modifier`.
    private static func withoutUnit(_ name: String) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let event = parts.count >= 2 ? parts[1] : parts[0]
        return String(event.split(separator: ":").first ?? "")
    }

    /// "r34" and "event=0x34" are 0x34.
    private static func number(_ text: String) -> Int? {
        if text.hasPrefix("event=0x") { return Int(text.dropFirst(8), radix: 16) }
        guard text.hasPrefix("r"), text.count > 1 else { return nil }
        return Int(text.dropFirst(), radix: 16)
    }
}
