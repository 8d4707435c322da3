public import Arm64
import HostFacts

/// FEAT_BBM: a CPU that may change the size of a live translation lets the kernel start with blocks and
/// split them when a permission must change.
public enum BlockSplitting {
    /// What decides the map.
    public struct State: Hashable, Sendable {
        /// The boot CPU qualifies; this alone decides how the map is first built.
        public var bootCPU: Bool
        /// Every CPU that came up at boot qualifies; if not, the map is rewritten as pages.
        public var allCPUs: Bool

        /// A state.
        public init(bootCPU: Bool, allCPUs: Bool) {
            self.bootCPU = bootCPU
            self.allCPUs = allCPUs
        }
    }

    /// One entry of the kernel's list of cores: a model and the revisions that qualify.
    public struct ListedCore: Hashable, Sendable {
        /// A core's revision rNpM, ordered.
        public struct Revision: Hashable, Comparable, Sendable {
            /// The N of rNpM.
            public let variant: UInt8
            /// The M of rNpM.
            public let revision: UInt8

            init(_ variant: UInt8, _ revision: UInt8) {
                self.variant = variant
                self.revision = revision
            }

            /// Ordered by variant, then revision.
            public static func < (left: Revision, right: Revision) -> Bool {
                (left.variant, left.revision) < (right.variant, right.revision)
            }

            /// "r0p2".
            public var name: String { "r\(variant)p\(revision)" }
        }

        /// The core.
        public let name: String
        /// MIDR with variant and revision cleared.
        public let model: UInt32
        /// First qualifying revision.
        public let first: Revision
        /// Last qualifying revision.
        public let last: Revision

        init(
            _ name: String, _ implementer: UInt32, _ part: UInt32, from first: Revision = Revision(0, 0),
            to last: Revision = Revision(15, 15)
        ) {
            self.name = name
            model = implementer << 24 | 0xf << 16 | part << 4
            self.first = first
            self.last = last
        }

        /// An entry read in a kernel's image.
        init(_ range: KernelMarkers.CoreRange) {
            let core = CoreCatalogue.core(MIDR(range.model))?.name
            name = core ?? "MIDR 0x\(String(range.model, radix: 16))"
            model = range.model
            first = Revision(range.first >> 4, range.first & 0xf)
            last = Revision(range.last >> 4, range.last & 0xf)
        }

        /// Whether `midr` is this core at a qualifying revision (`is_midr_in_range()`).
        public func accepts(_ midr: MIDR) -> Bool {
            midr.model == model && first...last ~= Revision(midr.variant, midr.revision)
        }

        /// "r0p2 to r0p15", "r1p1 and later" or "every revision".
        public var revisions: String {
            let isOpen = last == Revision(15, 15)
            if first == Revision(0, 0), isOpen { return "every revision" }
            return isOpen ? "\(first.name) and later" : "\(first.name) to \(last.name)"
        }
    }

    static let never = Rule(
        "no-live-splitting", "No live splitting before 6.18", .between(v(4, 12), v(6, 18)),
        says:
            "No CPU property changes how the map is built. (6.17 knows the feature but does not use it here.)",
        explanation: """
            Before 6.18 the kernel never changes the size of a live leaf of the linear map, so whatever may need \
            single pages later forces pages at boot. The line "BBM Level 2 without TLB conflict abort" in the log of a \
            6.17 kernel concerns user mappings only.
            """,
        sources: ["5aa4b625762e (6.17)", "boot of 6.17.13 on an allow-listed core: all pages"])

    static let bbml2 = Rule(
        "bbml2-noabort", "BBML2 without conflict aborts, 6.18 to 7.2", .between(v(6, 18), v(7, 3)),
        says:
            "If the boot CPU's MIDR is on the kernel's list, the map starts with blocks although pages were asked for.",
        explanation: """
            FEAT_BBM level 2 lets software change a leaf's size without unmapping it, but the CPU may then raise a \
            TLB conflict abort. The kernel trusts only cores whose makers stated that they do not: \
            Cortex-X4 from r0p3, Neoverse V3 and V3AE from r0p2, NVIDIA Olympus, AmpereOne (AMPERE1, AMPERE1A). The \
            ID register is not read at all. Blocks are split when a permission changes, and never joined again, so \
            that a running system is finer than the boot map, never coarser.
            """,
        sources: [
            "a166563e7ec3 (6.18) \"arm64: mm: support large block mapping when rodata=full\"",
            "list read in 6.18.15 (image) and 7.2.12 (source)",
        ])

    static let bbml3 = Rule(
        "bbml3", "BBML3, from 7.3", .from(v(7, 3)),
        says:
            "If the boot CPU reports FEAT_BBM level 3 or its MIDR is on the list, the map starts with blocks although pages were asked for.",
        explanation: """
            7.3 reads ID_AA64MMFR2_EL1.BBM of the boot CPU and accepts level 3 (never an abort). Level 2 is not \
            enough. Cores that promise the same without level 3 stand on a list: those of 6.18 and \
            Cortex-A520AE, A715, A720AE, A725, Neoverse N3, C1-Nano, C1-Pro, and C1-Ultra and C1-Premium \
            from r1p1.
            """,
        sources: ["879aca5119cd, f8d0751426dd (7.3)", "source of 7.3.4 (cpu_supports_bbml3)"])

    static let repaint = Rule(
        "secondary-repaint", "A secondary CPU without the feature, from 6.18", .from(v(6, 18)),
        says: "If any CPU brought up at boot does not qualify, the boot CPU rewrites the map as pages.",
        explanation: """
            The map is built before the other CPUs run. If one of them cannot tolerate live changes, all are \
            parked and the boot CPU splits everything to pages, except the alias of the kernel's text from _stext to \
            __init_begin, which keeps its leaves. A block that holds _text and _stext is split as a whole, \
            and a contiguous group that reaches out of the alias loses its hint.
            """,
        sources: [
            "3df6979d222b (6.18) \"arm64: mm: split linear mapping if BBML2 unsupported on secondary CPUs\"",
            "source of 7.3.4 (linear_map_split_to_ptes)",
        ])

    static let rules = [never, bbml2, bbml3]

    /// The kernel's list, as 6.18 has it.
    public static let list618: [ListedCore] = [
        ListedCore("Cortex-X4", 0x41, 0xd82, from: .init(0, 3), to: .init(0, 15)),
        ListedCore("Neoverse V3", 0x41, 0xd84, from: .init(0, 2), to: .init(0, 15)),
        ListedCore("Neoverse V3AE", 0x41, 0xd83, from: .init(0, 2), to: .init(0, 15)),
        ListedCore("NVIDIA Olympus", 0x4e, 0x010),
        ListedCore("AmpereOne (AMPERE1)", 0xc0, 0xac3),
        ListedCore("AmpereOne (AMPERE1A)", 0xc0, 0xac4),
    ]

    /// The kernel's list from 7.3 on.
    public static let list73: [ListedCore] =
        list618 + [
            ListedCore("Cortex-A520AE", 0x41, 0xd88), ListedCore("Cortex-A715", 0x41, 0xd4d),
            ListedCore("Cortex-A720AE", 0x41, 0xd89), ListedCore("Cortex-A725", 0x41, 0xd87),
            ListedCore("Neoverse N3", 0x41, 0xd8e), ListedCore("C1-Nano", 0x41, 0xd8a),
            ListedCore("C1-Pro", 0x41, 0xd8b), ListedCore("C1-Ultra", 0x41, 0xd8c, from: .init(1, 1)),
            ListedCore("C1-Premium", 0x41, 0xd90, from: .init(1, 1)),
        ]
}
