import Arm64
import HostFacts

/// A host as it would be after changes: what the old boot left behind and the new one would not repeat is gone,
/// and whatever comes out as it was keeps its line of evidence.
enum ChangedHost {
    /// `original` with `changes` made, in their order; where reservations lie is left as it was.
    static func make(_ changes: [Change], of original: Host) -> Host {
        var host = original
        for change in effective(changes) { apply(change, to: &host) }
        // Only these can differ: comparing whole configurations would take longer than all the rest.
        let symbols = changedSymbols(changes, original, host)
        restore(original, symbols, in: &host)
        forget(original, symbols, in: &host)
        return host
    }

    /// The changes without kernels that another one replaces.
    private static func effective(_ changes: [Change]) -> [Change] {
        func isKernel(_ change: Change) -> Bool { if case .kernel = change { true } else { false } }
        let last = changes.lastIndex(where: isKernel)
        return changes.indices.filter { !isKernel(changes[$0]) || $0 == last }.map { changes[$0] }
    }

    // MARK: - The settings

    private static func apply(_ change: Change, to host: inout Host) {
        let evidence = Evidence(file: "what-if", text: change.text)
        func edit(_ change: (String) -> String) {
            let line = host.commandLine?.value.text ?? ""
            host.commandLine = Sourced(KernelCommandLine(change(line)), evidence)
        }
        switch change {
        case .set(let key, let value): edit { CommandLineEdit.set(key, value, in: $0) }
        case .add(let key, let value): edit { CommandLineEdit.add(key, value, in: $0) }
        case .unset(let key): edit { CommandLineEdit.unset(key, in: $0) }
        case .kernel(let version): replaceKernel(version, &host, evidence)
        case .variant(let variant): host.kernel?.patches = variant.patches
        case .core(let midr):
            if host.cpus.isEmpty { host.cpus = [CPU(number: 0, midr: Sourced(midr, evidence))] }
            for index in host.cpus.indices {
                host.cpus[index] = CPU(number: host.cpus[index].number, midr: Sourced(midr, evidence))
            }
        case .config(let symbol, let value):
            host.config = host.config?.setting(symbol, to: Sourced(value, evidence))
        case .pageSize(let granule): replacePages(granule, &host, evidence)
        }
    }

    private static func replaceKernel(_ version: KernelVersion, _ host: inout Host, _ evidence: Evidence) {
        let old = host.kernel
        host.kernel = KernelIdentity(
            release: Sourced(version.text, evidence), version: version, versionEvidence: evidence,
            vendor: old?.vendor ?? "mainline", standing: .exact)
        host.kernel?.patches = old?.patches ?? []
        // 6.18 dropped the symbol and kept its default: on.
        if version < v(6, 18), let old, (old.rulesVersion ?? old.version) >= v(6, 18),
            host.config?.value(fullByDefault) == nil
        {
            host.config = host.config?.setting(fullByDefault, to: Sourced("y", evidence))
        }
    }

    private static func replacePages(_ granule: Granule, _ host: inout Host, _ evidence: Evidence) {
        host.geometry.granule = Sourced(granule, evidence)
        for size in Granule.allCases {
            let value = Sourced(size == granule ? "y" : "n", evidence)
            host.config = host.config?.setting(pagesSymbol(size), to: value)
        }
    }

    // MARK: - What came out as it was

    /// The configuration symbols that have another value after `changes`.
    private static func changedSymbols(_ changes: [Change], _ old: Host, _ new: Host) -> Set<String> {
        var touched: Set<String> = []
        for change in changes {
            switch change {
            case .config(let symbol, _): touched.insert(symbol)
            case .kernel: touched.insert(fullByDefault)
            case .pageSize: touched.formUnion(Granule.allCases.map(pagesSymbol))
            default: break
            }
        }
        return touched.filter { old.config?.value($0)?.value != new.config?.value($0)?.value }
    }

    private static let fullByDefault = "RODATA_FULL_DEFAULT_ENABLED"

    private static func pagesSymbol(_ granule: Granule) -> String { "ARM64_\(granule.name)_PAGES" }

    private static func restore(_ original: Host, _ symbols: Set<String>, in host: inout Host) {
        if host.commandLine?.value.parameters == original.commandLine?.value.parameters {
            host.commandLine = original.commandLine
        }
        if let new = host.kernel, let old = original.kernel, new.version == old.version,
            new.patches == old.patches
        {
            host.kernel = old
        }
        if host.cpus.map(\.midr.value) == original.cpus.map(\.midr.value) { host.cpus = original.cpus }
        if host.geometry.granule?.value == original.geometry.granule?.value {
            host.geometry.granule = original.geometry.granule
        }
        if symbols.isEmpty { host.config = original.config }
    }

    // MARK: - What the running kernel showed of things that changed

    private static func forget(_ original: Host, _ symbols: Set<String>, in host: inout Host) {
        let differs = Difference(original, host, symbols)
        guard differs.any else { return }
        host.tableDump = nil
        host.walk = nil
        host.directMap = []
        host.memTotal = nil
        host.log.rejectedOptions = []
        if differs.kernel { forgetKernel(original, in: &host) }
        if differs.cpus { host.bbmMinimum = nil }
        if differs.cpus || differs.kernel {
            host.log.features = [:]
            host.log.isFromStart = false
        }
        if differs.pages { host.geometry.physOffset = nil }
        if differs.kfence { host.kfence = KfenceFacts() }
    }

    private static func forgetKernel(_ original: Host, in host: inout Host) {
        if host.kernel?.version != original.kernel?.version {
            host.symbols = KernelSymbols()
            host.markers = nil
            if let image = host.image, let old = original.kernel, let new = host.kernel {
                host.image = Self.image(image, from: old.rulesVersion ?? old.version, to: new.version)
            }
        }
        if host.kernel?.patches.contains(.kfenceEarlyPool) == true, let kernel = host.kernel {
            host.symbols.addresses[Kfence.earlySymbol] = Sourced(0, kernel.versionEvidence)
        }
    }

    /// The image at the same place, with its alias beginning where the other kernel's does: at _text, or 64 KiB
    /// above it at _stext.
    private static func image(
        _ image: KernelImage, from old: KernelVersion, to new: KernelVersion
    ) -> KernelImage {
        var image = image
        let was = KernelImageAlias.textRule(old), will = KernelImageAlias.textRule(new)
        let stext = KernelImageAlias.textFrom_stext
        guard was.id != will.id, was.id == stext.id || will.id == stext.id, let code = image.code else {
            return image
        }
        let gap: UInt64 = 64 << 10
        let start =
            was.id == stext.id
            ? image.text?.value ?? (code.value.start &- gap) : image.stext?.value ?? (code.value.start &+ gap)
        if let range = AddressRange(start, code.value.end) { image.code = Sourced(range, code.evidence) }
        return image
    }

    /// Which settings two hosts do not share.
    private struct Difference {
        let kernel: Bool
        let cpus: Bool
        let pages: Bool
        let kfence: Bool
        let any: Bool

        init(_ left: Host, _ right: Host, _ symbols: Set<String>) {
            kernel =
                left.kernel?.version != right.kernel?.version || left.kernel?.patches != right.kernel?.patches
            cpus = left.cpus.map(\.midr.value) != right.cpus.map(\.midr.value)
            pages = left.geometry.granule?.value != right.geometry.granule?.value
            func interval(_ host: Host) -> [String?] {
                host.commandLine?.value.all("kfence.sample_interval").map(\.value) ?? []
            }
            kfence =
                kernel || pages || interval(left) != interval(right)
                || symbols.contains { $0.hasPrefix("KFENCE") }
            any =
                kfence || cpus || !symbols.isEmpty
                || left.commandLine?.value.parameters != right.commandLine?.value.parameters
        }
    }
}
