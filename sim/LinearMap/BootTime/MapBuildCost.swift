public import Arm64

/// What the steps of building the linear map cost on one machine: four numbers that explain the measurements.
///
/// The measurements are of map_mem() in the posting "Speed up boot with faster linear map creation" (Ryan
/// Roberts, v1 of 26 March and v3 of 12 April 2024) and a reply to v1 (Eric Chanudet).
public struct MapBuildCost: Hashable, Sendable {
    /// The machine measured, in words.
    public let machine: String
    /// MIDR models of its cores.
    public let models: [UInt32]
    /// Nanoseconds of one unmapping of a table: TLBI, the DSBs around it, ISB.
    public let invalidation: Double
    /// Nanoseconds of the DSB and ISB behind one written entry.
    public let barrier: Double
    /// Nanoseconds of writing one entry, everything else included.
    public let entry: Double
    /// The mail the numbers were derived from.
    public let source: String

    private static let v3 = "20240412131908.433043-1-ryan.roberts@arm.com (v3, 12 Apr 2024)"
    private static let reply = "reply of Eric Chanudet to v1 (March 2024)"

    /// Machines that were measured.
    ///
    /// The three Altra machines of the mail differ in the last number only (2.8 to 5.9 ns); 4 ns keeps all of
    /// their twelve figures within a quarter.
    public static let measured: [MapBuildCost] = [
        .init(
            machine: "Ampere Altra (Neoverse N1)", models: [0x410f_d0c0], invalidation: 1700, barrier: 15.9,
            entry: 4.0, source: v3),
        .init(
            machine: "Apple M2, virtual machine", models: [0x610f_0320, 0x610f_0330], invalidation: 350,
            barrier: 15.8, entry: 1.7, source: v3),
        .init(
            machine: "Ampere eMAG", models: [0x500f_0000], invalidation: 228, barrier: 15.6, entry: 2.9,
            source: reply),
    ]

    /// The costs of the machine whose CPUs are `midr`; nil where nothing was measured.
    public static func of(_ midr: MIDR) -> MapBuildCost? { measured.first { $0.models.contains(midr.model) } }
}
