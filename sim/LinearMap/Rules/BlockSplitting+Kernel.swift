public import Arm64
public import HostFacts

/// Which of the rules a kernel follows, and its list of cores: by version, unless its image or its symbols show
/// that a vendor brought the change to another version.
extension BlockSplitting {
    static func rule(_ version: KernelVersion, _ host: Host) -> Rule {
        let patches = host.kernel?.patches ?? []
        if patches.contains(.bbml3) { return bbml3 }
        if patches.contains(.bbml2) { return version >= v(7, 3) ? bbml3 : bbml2 }
        let symbols = host.symbols
        if symbols.has("cpu_supports_bbml3") != nil || symbols.has("linear_map_requires_bbml3") != nil {
            return bbml3
        }
        let strings = host.markers?.strings ?? [:]
        if strings[logLines[1]] != nil { return bbml3 }
        let rule = rules.last { $0.versions.contains(version) } ?? never
        let split = symbols.has("split_kernel_leaf_mapping") ?? symbols.has("linear_map_maybe_split_to_ptes")
        if split != nil { return rule.id == never.id ? bbml2 : rule }
        guard let markers = host.markers else { return rule }
        // The image has no word for the capability, so it has no such capability.
        let isVendors = host.kernel?.standing == .backports
        if isVendors, markers.isWhole, strings[logLines[0]] == nil { return never }
        // 6.17 has the capability for user mappings alone; noalias came with what 6.18 does to this map.
        let has618 = strings[logLines[0]] != nil && strings["noalias"] != nil
        return rule.id == never.id && has618 ? bbml2 : rule
    }

    /// The lines of the image that speak of this, where a vendor's number does not decide.
    static func marks(_ host: Host, _ version: KernelVersion) -> [Evidence] {
        guard host.kernel?.standing == .backports, let strings = host.markers?.strings else { return [] }
        return logLines.compactMap { strings[$0] }
    }

    /// The list that a kernel of this version uses: as its image has it, else as that version has it; empty
    /// before 6.18.
    public static func list(_ version: KernelVersion, _ host: Host) -> [ListedCore] {
        let known = knownList(version, host)
        guard !known.isEmpty, let read = host.markers.flatMap(listInImage) else { return known }
        return read.map(ListedCore.init)
    }

    private static func knownList(_ version: KernelVersion, _ host: Host) -> [ListedCore] {
        switch rule(version, host).id {
        case bbml2.id: list618
        case bbml3.id: list73
        default: []
        }
    }

    /// The list among those in the image. Cortex-X4 from r0p3 and Neoverse V3 and V3AE from r0p2, to the last
    /// revision of r0, stand together in no list of errata: those name the early revisions.
    static func listInImage(_ markers: KernelMarkers) -> [KernelMarkers.CoreRange]? {
        let signature = list618.filter { $0.first != .init(0, 0) }
        return markers.lists.first { list in
            let cores = list.map(ListedCore.init)
            return signature.count { sign in
                cores.contains { $0.model == sign.model && $0.first == sign.first && $0.last == sign.last }
            } >= 2
        }
    }

    /// Where the list in the image differs from the one of this version.
    static func listRemark(_ host: Host, version: KernelVersion) -> Remark? {
        let known = knownList(version, host)
        guard !known.isEmpty, let markers = host.markers, let read = listInImage(markers) else { return nil }
        let cores = read.map(ListedCore.init)
        func isIn(_ list: [ListedCore], _ core: ListedCore) -> Bool {
            list.contains { $0.model == core.model && $0.first == core.first && $0.last == core.last }
        }
        let added = cores.filter { !isIn(known, $0) }, missing = known.filter { !isIn(cores, $0) }
        guard !added.isEmpty || !missing.isEmpty else { return nil }
        let words =
            added.map { "has \($0.name) (\($0.revisions))" }
            + missing.map { "lacks \($0.name) (\($0.revisions))" }
        return Remark(
            "the list of cores in the kernel's image differs from that of \(version.text): it \(words.joined(separator: ", ")); the image's counts",
            read.prefix(1).map(\.evidence))
    }
}
