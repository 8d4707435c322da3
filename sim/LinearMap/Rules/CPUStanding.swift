public import Arm64
public import HostFacts

/// A core's FEAT_BBM standing, as the report shows it.
public struct CPUStanding: Hashable, Sendable {
    /// The MIDR.
    public let midr: MIDR
    /// The Linux numbers of the CPUs that have it.
    public let numbers: [Int]
    /// The level this core is known to report, from publications.
    public let knownLevel: Int?
    /// Where that was read.
    public let knownLevelSource: String?
    /// The true level, where something privileged captured it.
    public let capturedLevel: Sourced<Int>?
    /// The minimum over all CPUs, where that was captured: this core has at least as much.
    public let systemMinimum: Sourced<Int>?
    /// This kernel's list entry for the model, whatever the revision.
    public let listed: BlockSplitting.ListedCore?
    /// The entry in the newest list linmap knows (7.3).
    public let listedLater: BlockSplitting.ListedCore?
    /// Whether this kernel has such a list at all (6.18 and later).
    public let kernelHasList: Bool
    /// Whether this kernel trusts this core to split live blocks; nil if only the hidden register tells.
    public let isAccepted: Bool?

    /// The standing of every distinct core of `prediction`'s host.
    public static func all(_ prediction: Prediction) -> [CPUStanding] {
        let host = prediction.host
        let rule = BlockSplitting.rule(prediction.version, host)
        let list = BlockSplitting.list(prediction.version, host)
        var order: [MIDR] = []
        for cpu in host.cpus where !order.contains(cpu.midr.value) { order.append(cpu.midr.value) }
        return order.map { midr in
            let cpus = host.cpus.filter { $0.midr.value == midr }
            let standing = cpus.map { BlockSplitting.standing($0, list: list, rule: rule) }.first
            let core = CoreCatalogue.core(midr)
            return CPUStanding(
                midr: midr, numbers: cpus.map(\.number), knownLevel: core?.bbmLevel,
                knownLevelSource: core?.source, capturedLevel: cpus.compactMap(\.bbmLevel).first,
                systemMinimum: host.bbmMinimum,
                listed: list.first { $0.model == midr.model },
                listedLater: BlockSplitting.list73.first { $0.model == midr.model },
                kernelHasList: !list.isEmpty,
                isAccepted: standing.flatMap { $0.isOpen ? nil : $0.qualifies })
        }
    }
}
