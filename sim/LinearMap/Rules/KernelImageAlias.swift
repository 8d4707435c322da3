import Arm64
import HostFacts

/// The linear-map alias of the kernel image: its own calls, its own permissions.
enum KernelImageAlias {
    /// What happens to the alias of data and bss.
    enum DataAlias: Hashable {
        /// Mapped with the rest.
        case asRAM
        /// A call of its own, read-only after boot.
        case readOnly
        /// A call of its own, invalid after boot.
        case invalid
    }

    static let textFrom_text = Rule(
        "text-alias", "Kernel text alias to 7.1, from _text",
        KernelVersions(
            .init(v(4, 12), v(5, 11)), .init(v(6, 12, 54), v(6, 13)), .init(v(6, 17, 4), v(7, 2))),
        says:
            "[_text, __init_begin) is left out of the banks and mapped last with blocks but without contiguous groups, even where everything else is in pages.",
        explanation: """
            The alias of the kernel's text and read-only data is made read-only later, and contiguous \
            entries could not be changed live. So it is cut out of its bank, which is then mapped in two calls, and gets \
            a call of its own that allows blocks but no contiguous groups. That call ignores what asks for pages: \
            2 MiB blocks stay in it on a page-mapped system.
            """,
        sources: [
            "source of 5.10.223 and 6.12.117 (map_mem)",
            "5973a62efa34 (6.18, 6.17.4, 6.12.54) returns to _text",
        ])

    static let textFrom_stext = Rule(
        "text-alias-stext", "Kernel text alias from 5.11 to 6.17.3, from _stext",
        KernelVersions(.init(v(5, 11), v(6, 12, 54)), .init(v(6, 13), v(6, 17, 4))),
        says:
            "As text-alias, for [_stext, __init_begin): the 64 KiB from _text to _stext are mapped with the bank below.",
        explanation: """
            The same mechanism over a slightly shorter interval. The 64 KiB before _stext belong to the call \
            below and may carry the contiguous hint. 5.15.y, 6.1.y and 6.6.y stayed with it.
            """,
        sources: ["e2a073dde921 (5.11)", "source of 6.1.176"])

    static let textFirst = Rule(
        "text-alias-first", "Kernel text alias from 7.2", .from(v(7, 2)),
        says:
            "[_text, __init_begin) is mapped first, with whatever leaves the map uses; the banks are then mapped over it.",
        explanation: """
            From 7.2 contiguous entries may change permission live, and later calls respect what is there: a table is \
            never replaced by a block, and a group gets no hint if one of its entries is valid without it. So \
            the alias is mapped first, hint and all, and the banks are laid over it whole. If pages are asked for, \
            the alias is in pages too.
            """,
        sources: ["series of May 2026 by Ard Biesheuvel (7.2)", "source of 7.2.12 and 7.3.4 (map_mem)"])

    static let dataReadOnly = Rule(
        "data-alias-read-only", "Kernel data alias in 7.2", .between(v(7, 2), v(7, 3)),
        says: "[__init_end, __bss_stop) gets a call of its own and is read-only once the kernel has booted.",
        explanation: """
            The alias of data and bss is mapped by a call of its own, so that its ends are leaf boundaries, \
            and made read-only when the kernel protects its own sections (not with rodata=off).
            """,
        sources: ["source of 7.2.12 (mark_rodata_ro)"])

    static let dataInvalid = Rule(
        "data-alias-invalid", "Kernel data alias from 7.3", .from(v(7, 3)),
        says: "[__init_end, __bss_stop) gets a call of its own and is invalid once the kernel has booted.",
        explanation: """
            The kernel uses its data and bss through its image mapping only, so their alias is made \
            invalid when the kernel protects its own sections (not with rodata=off). The leaves stay as they are; \
            the entries no longer translate. They are valid again for the time of a hibernation.
            """,
        sources: ["source of 7.3.4 (mark_linear_data_alias_valid)"])

    static let rules = [textFrom_text, textFrom_stext, textFirst, dataReadOnly, dataInvalid]

    /// Whether the alias is mapped before the banks, which are then laid over it.
    static func isMappedFirst(_ version: KernelVersion) -> Bool { textFirst.versions.contains(version) }

    static func textRule(_ version: KernelVersion) -> Rule {
        [textFrom_text, textFrom_stext, textFirst].first { $0.versions.contains(version) } ?? textFrom_text
    }

    static func dataAlias(_ version: KernelVersion, rodataEnabled: Bool) -> DataAlias {
        guard isMappedFirst(version), rodataEnabled else { return .asRAM }
        return dataInvalid.versions.contains(version) ? .invalid : .readOnly
    }

    /// The text alias: "Kernel code" of /proc/iomem is exactly this interval in every version; symbols
    /// serve where it is missing.
    static func text(_ image: KernelImage, version: KernelVersion) -> SourcedRange? {
        if let code = image.code { return code }
        let start = textRule(version).id == textFrom_stext.id ? image.stext : image.text
        guard let start, let end = image.initBegin, let range = AddressRange(start.value, end.value) else {
            return nil
        }
        return Sourced(range, start.evidence)
    }

    /// A bound on the size of an image, for snapshots that do not show it.
    static let largestImage: UInt64 = 64 << 20

    /// __bss_stop lies below _end by the initial page tables and alignment: at most this many bytes in
    /// the kernels seen (136 KiB with 4K pages, 512 KiB with 64K pages).
    static let bssSlack: UInt64 = 1 << 20

    /// The interval [__init_end, __bss_stop) and whether its end is known exactly.
    static func data(_ image: KernelImage) -> (range: SourcedRange, isExact: Bool)? {
        guard let start = image.initEnd ?? image.data.map({ data in data.map(\.start) }) else { return nil }
        if let stop = image.bssStop, let range = AddressRange(start.value, stop.value) {
            return (Sourced(range, stop.evidence), true)
        }
        // _end lies a little behind __bss_stop: the initial page tables stand between.
        guard let data = image.data, let range = AddressRange(start.value, data.value.end) else { return nil }
        return (Sourced(range, data.evidence), false)
    }
}
