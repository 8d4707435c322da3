import Arm64
import Snapshot

/// The CPUs: per-CPU MIDR files first, then MIDR_EL1 as read in user space (the one register that is shown
/// unchanged there), then /proc/cpuinfo, then the log.
enum CPUReader {
    static func cpus(
        _ snapshot: Snapshot, log: KernelLog?, registers: IDRegisters?, remarks: inout [Remark]
    ) throws(InputError) -> [CPU] {
        let info = try snapshot.first(.cpuinfo).map(CPUInfo.parse)
        if let foreign = info?.foreign {
            throw InputError(
                .badData, file: foreign.file, line: foreign.line, "not an arm64 host",
                expected: "a snapshot of an arm64 Linux host")
        }
        var found: [Int: Sourced<MIDR>] = [:]
        for cpu in log?.cpus ?? [] { found[cpu.number] = cpu.midr }
        for processor in info?.processors ?? [] { found[processor.number] = processor.midr }
        for reading in registers?.readings ?? [] where reading.register == "MIDR_EL1" {
            guard reading.source == .el0, let number = reading.cpu, reading.value.value != 0 else { continue }
            found[number] = reading.value.map { MIDR(UInt32(truncatingIfNeeded: $0)) }
        }
        for file in snapshot.all(.midr) {
            guard let number = CPUInfo.number(path: file.path) else { continue }
            do throws(InputError) {
                found[number] = try CPUInfo.midr(file)
            } catch {
                remarks.append(Remark("set aside: \(error.message)"))
            }
        }
        remarks += info?.remarks ?? []
        return found.keys.sorted().compactMap { number in found[number].map { CPU(number: number, midr: $0) }
        }
    }
}

/// The configuration of the kernel that ran; others are set aside.
enum ConfigReader {
    static func config(
        _ snapshot: Snapshot, release: String?, _ remarks: inout [Remark]
    ) throws(InputError) -> KernelConfig? {
        var chosen: KernelConfig?
        for file in snapshot.all(.config) {
            let isOwn = belongs(file.path, to: release)
            guard isOwn != false else {
                if chosen == nil {
                    remarks.append(
                        Remark(
                            "\(file.path) is the configuration of another kernel than \(release ?? "?"); set aside"
                        ))
                }
                continue
            }
            let parsed = try KernelConfigParser.parse(
                Decompressor.unpackIfCompressed(file, limit: EvidenceKind.config.limit))
            if let architecture = parsed.architecture, architecture.value != "arm64" {
                throw InputError(
                    .badData, file: file.path, line: architecture.evidence.line,
                    "a configuration for \(architecture.value)", expected: "one for arm64")
            }
            if let heading = contradicting(parsed.config, release) {
                remarks.append(
                    Remark(
                        "\(file.path) is headed \(heading.value), not \(release ?? "?"); set aside",
                        [heading.evidence]))
                continue
            }
            if chosen == nil || isOwn == true { chosen = parsed.config }
            if isOwn == true { break }
        }
        return chosen
    }

    /// The version in the file's heading, if it is of another series than the release.
    private static func contradicting(_ config: KernelConfig, _ release: String?) -> Sourced<String>? {
        guard let heading = config.version, let headed = KernelVersion(prefixOf: heading.value),
            let own = release.flatMap({ KernelVersion(prefixOf: $0) })
        else { return nil }
        return (headed.major, headed.minor) == (own.major, own.minor) ? nil : heading
    }

    /// Whether the file is this release's: by name for /boot/config-RELEASE, always for
    /// /proc/config.gz; nil where the name does not tell.
    private static func belongs(_ path: String, to release: String?) -> Bool? {
        if path.hasPrefix("proc/config") { return true }
        guard let release else { return nil }
        for prefix in ["boot/config-", "config-"] where path.hasPrefix(prefix) {
            return path.dropFirst(prefix.count) == release
        }
        guard let modules = path.range(after: "lib/modules/") else { return nil }
        return modules.split(separator: "/").first.map { $0 == release }
    }
}

extension String {
    /// What stands behind the first occurrence of `marker`, or nil.
    fileprivate func range(after marker: String) -> Substring? {
        let bytes = utf8
        var start = bytes.startIndex
        while start < bytes.endIndex {
            if bytes[start...].starts(with: marker.utf8) {
                return self[bytes.index(start, offsetBy: marker.utf8.count)...]
            }
            start = bytes.index(after: start)
        }
        return nil
    }
}

/// Page size, address sizes and offsets.
enum GeometryReader {
    static func geometry(
        _ vmcoreinfo: Vmcoreinfo?, _ walk: CapturedWalk?, log: KernelLog?, kernel: KernelIdentity?
    ) -> Geometry {
        var geometry = Geometry()
        geometry.vaBitsActual = walk?.vaBits
        geometry.granule =
            walk?.granule ?? log?.pageSize ?? log?.kfence.flatMap(poolGranule) ?? kernel.flatMap(nameGranule)
        guard let vmcoreinfo else { return geometry }
        if let size = vmcoreinfo.pageSize, let granule = Granule(rawValue: size.value) {
            geometry.granule = Sourced(granule, size.evidence)
        }
        geometry.vaBits = vmcoreinfo.number("VA_BITS").flatMap(bits)
        if let t1sz = vmcoreinfo.number("TCR_EL1_T1SZ"), t1sz.value <= 48 {
            geometry.vaBitsActual = bits(t1sz.map { 64 - $0 })
        }
        geometry.physOffset = vmcoreinfo.number("PHYS_OFFSET")
        geometry.kimageVoffset = vmcoreinfo.number("kimage_voffset")
        return geometry
    }

    /// The KFENCE pool is two pages for each object and two more: its size tells the page size.
    private static func poolGranule(_ kfence: KernelLog.Kfence) -> Sourced<Granule>? {
        guard kfence.objects < 1 << 20 else { return nil }
        let pages = (kfence.objects + 1) * 2
        guard kfence.poolBytes % pages == 0, let granule = Granule(rawValue: kfence.poolBytes / pages) else {
            return nil
        }
        return Sourced(granule, kfence.evidence)
    }

    /// Distributions name flavours with other pages: "-16k" (Debian), "+64k" (RHEL), "-64k" (Ubuntu),
    /// "-64kb" (SUSE). What carries no such name has 4K pages, except RHEL 8, which has 64K only
    /// (configurations of Debian 11 to 13, of every RHEL build from 8.3 to 9.6, and of Ubuntu's generic).
    private static func nameGranule(_ kernel: KernelIdentity) -> Sourced<Granule>? {
        let release = kernel.release
        let names = [("16k", Granule.k16), ("64k", .k64), ("64kb", .k64)]
        for (name, granule) in names where ["-", "+"].contains(where: { release.value.hasSuffix($0 + name) })
        {
            return Sourced(granule, release.evidence)
        }
        switch kernel.vendor {
        case "rhel" where kernel.version < KernelVersion(5, 0): return Sourced(.k64, release.evidence)
        case "debian", "ubuntu", "rhel", "fedora": return Sourced(.k4, release.evidence)
        default: return nil
        }
    }

    private static func bits(_ number: Sourced<UInt64>) -> Sourced<Int>? {
        (36...52).contains(number.value) ? number.map { Int($0) } : nil
    }
}
