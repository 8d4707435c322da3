public import Arm64

/// Cores by MIDR: their names, and the FEAT_BBM level each is known to report.
public enum CoreCatalogue {
    /// One core.
    public struct Core: Hashable, Sendable {
        /// "Neoverse N1".
        public let name: String
        /// MIDR with variant and revision cleared.
        public let model: UInt32
        /// ID_AA64MMFR2_EL1.BBM as published; nil where no publication was found.
        public let bbmLevel: Int?
        /// Where the level was read.
        public let source: String?

        init(_ name: String, _ implementer: UInt32, _ part: UInt32, bbm: Int? = nil, _ source: String? = nil)
        {
            self.name = name
            model = implementer << 24 | 0xf << 16 | part << 4
            bbmLevel = bbm
            self.source = source
        }
    }

    private static let qemu = "ID register as modelled in QEMU (target/arm/tcg/cpu64.c)"
    private static let v80 = "Armv8.0: the field does not exist and reads 0"

    /// The cores linmap knows. Numbers from the kernel's cputype.h (7.3).
    public static let cores: [Core] = [
        Core("Cortex-A53", 0x41, 0xd03, bbm: 0, v80), Core("Cortex-A35", 0x41, 0xd04, bbm: 0, v80),
        Core("Cortex-A57", 0x41, 0xd07, bbm: 0, v80), Core("Cortex-A72", 0x41, 0xd08, bbm: 0, v80),
        Core("Cortex-A73", 0x41, 0xd09, bbm: 0, v80), Core("Cortex-A55", 0x41, 0xd05, bbm: 0, qemu),
        Core("Cortex-A76", 0x41, 0xd0b, bbm: 0, qemu), Core("Neoverse N1", 0x41, 0xd0c, bbm: 0, qemu),
        Core("Cortex-A77", 0x41, 0xd0d), Core("Neoverse V1", 0x41, 0xd40, bbm: 2, qemu),
        Core("Cortex-A78", 0x41, 0xd41), Core("Cortex-A78AE", 0x41, 0xd42, bbm: 0, qemu),
        Core("Cortex-X1", 0x41, 0xd44), Core("Cortex-A510", 0x41, 0xd46),
        Core("Cortex-A710", 0x41, 0xd47, bbm: 2, qemu), Core("Cortex-X2", 0x41, 0xd48),
        Core("Neoverse N2", 0x41, 0xd49, bbm: 2, qemu), Core("Cortex-A78C", 0x41, 0xd4b),
        Core("Cortex-A715", 0x41, 0xd4d), Core("Cortex-X3", 0x41, 0xd4e), Core("Neoverse V2", 0x41, 0xd4f),
        Core("Cortex-A520", 0x41, 0xd80), Core("Cortex-A720", 0x41, 0xd81), Core("Cortex-X4", 0x41, 0xd82),
        Core("Neoverse V3AE", 0x41, 0xd83), Core("Neoverse V3", 0x41, 0xd84),
        Core("Cortex-X925", 0x41, 0xd85),
        Core("Cortex-A725", 0x41, 0xd87), Core("Cortex-A520AE", 0x41, 0xd88),
        Core("Cortex-A720AE", 0x41, 0xd89),
        Core("C1-Nano", 0x41, 0xd8a), Core("C1-Pro", 0x41, 0xd8b), Core("C1-Ultra", 0x41, 0xd8c),
        Core("Neoverse N3", 0x41, 0xd8e), Core("C1-Premium", 0x41, 0xd90),
        Core("ThunderX", 0x43, 0x0a1, bbm: 0, v80), Core("ThunderX2", 0x43, 0x0af),
        Core("ThunderX2 (Broadcom)", 0x42, 0x516), Core("Denver 2", 0x4e, 0x003, bbm: 0, v80),
        Core("Carmel", 0x4e, 0x004), Core("NVIDIA Olympus", 0x4e, 0x010),
        Core("A64FX", 0x46, 0x001, bbm: 0, qemu), Core("Kunpeng 920 (TSV110)", 0x48, 0xd01),
        Core("Kunpeng (HIP09)", 0x48, 0xd02), Core("Kunpeng (HIP12)", 0x48, 0xd06),
        Core("eMAG (X-Gene 3)", 0x50, 0x000, bbm: 0, v80),
        Core("AmpereOne (AMPERE1)", 0xc0, 0xac3), Core("AmpereOne (AMPERE1A)", 0xc0, 0xac4),
        Core("AmpereOne (AMPERE1B)", 0xc0, 0xac5), Core("Azure Cobalt 100", 0x6d, 0xd49, bbm: 2, qemu),
        Core("Falkor", 0x51, 0xc00, bbm: 0, v80), Core("Kryo", 0x51, 0x200, bbm: 0, v80),
        Core("Oryon", 0x51, 0x001),
        Core("Apple M1 Icestorm", 0x61, 0x022), Core("Apple M1 Firestorm", 0x61, 0x023),
        Core("Apple M2 Blizzard", 0x61, 0x032), Core("Apple M2 Avalanche", 0x61, 0x033),
    ]

    /// The core with this MIDR, whatever its revision.
    public static func core(_ midr: MIDR) -> Core? { cores.first { $0.model == midr.model } }

    /// "Neoverse N1 r4p1", or the number where the core is not known.
    public static func describe(_ midr: MIDR) -> String {
        let name = core(midr)?.name ?? "MIDR 0x\(String(midr.value, radix: 16))"
        return "\(name) \(midr.revisionName)"
    }
}
