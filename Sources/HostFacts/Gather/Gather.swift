import Arm64
public import Snapshot

/// Raw files in, facts out: the one place where the parsers' results meet.
public enum Gather {
    /// Everything the snapshot tells about its host.
    ///
    /// - Throws: `.badData` for a file that decides the answer and cannot be read (memory lists, command
    ///   line), for a host that is not arm64; `.noPermission` for a capture without privilege. Damage in
    ///   other files becomes a remark.
    public static func facts(_ snapshot: Snapshot) throws(InputError) -> Host {
        var host = Host(name: snapshot.name)
        let log = try logFacts(snapshot, &host)
        let vmcoreinfo = optional(&host) { () throws(InputError) in
            try snapshot.first(.vmcoreinfo).map(Vmcoreinfo.parse)
        }
        let registers = optional(&host) { () throws(InputError) in
            try snapshot.first(.idRegisters).map(IDRegisters.parse)
        }
        host.cpus = try CPUReader.cpus(snapshot, log: log, registers: registers, remarks: &host.remarks)
        if let log { readBBMLevels(log, &host) }
        if let registers { BBMReader.read(registers, &host) }
        readCommandLine(snapshot, log: log, &host)
        host.config = try ConfigReader.config(
            snapshot, release: releaseText(snapshot, vmcoreinfo, log), &host.remarks)
        try readKernel(snapshot, vmcoreinfo, log, &host)
        host.walk = try snapshot.first(.linearMap).map(CapturedWalk.parse)
        host.remarks += host.walk?.remarks ?? []
        host.geometry = GeometryReader.geometry(vmcoreinfo, host.walk, log: log, kernel: host.kernel)
        if let walk = host.walk { try refuseForeign(walk, host.geometry) }
        host.pageStructBytes = vmcoreinfo?.size("page")
        host.markers = optional(&host) { () throws(InputError) in
            try snapshot.first(.kernelMarkers).map(KernelMarkers.parse)
        }
        host.symbols =
            optional(&host) { () throws(InputError) in
                try snapshot.first(.kallsyms).map(KernelSymbolsParser.parse)
            }
            ?? KernelSymbols()
        let iomem = try snapshot.first(.iomem).map(Iomem.parse)
        if let iomem {
            try refuseForeign(iomem)
            try refuseUnprivileged(iomem, snapshot)
        }
        host.remarks += iomem?.remarks ?? []
        host.image = ImageReader.image(iomem, host.symbols, host.geometry)
        readCrashkernel(snapshot, iomem, log, &host)
        readKfence(snapshot, log, &host)
        host.memory = try MemoryReader.memory(snapshot, iomem: iomem, log: log, host: host)
        host.tableDump = try tableDump(snapshot, host.geometry)
        if let dump = host.tableDump, host.geometry.granule == nil {
            host.geometry.granule = Sourced(
                dump.granule, Evidence(file: dump.file, text: "\(dump.granule.name) pages"))
        }
        host.remarks += snapshot.remarks.map { Remark($0) }
        readMeminfo(snapshot, &host)
        try refuseEmpty(host, snapshot)
        return host
    }

    private static func logFacts(_ snapshot: Snapshot, _ host: inout Host) throws(InputError) -> KernelLog? {
        guard let file = snapshot.first(.log) else { return nil }
        let log = try BootLogParser.parse(file)
        if let architecture = log.architecture, architecture.value != "arm64" {
            throw InputError(
                .badData, file: file.path, line: architecture.evidence.line,
                "the log of a host that is not arm64 (\(architecture.value))", expected: "an arm64 Linux log")
        }
        if snapshot.isLoneFile, log.isEmpty {
            throw InputError(
                .badData, file: file.path, "no line of a kernel's boot is in this log",
                expected: "a kernel log from its start, or the host's other files")
        }
        host.log = log.summary
        if log.isEmpty, log.pageSize == nil {
            host.remarks.append(Remark("\(file.path) holds nothing of a boot"))
        }
        host.remarks += log.remarks
        return log
    }

    /// A file whose damage must not stop the answer: the damage becomes a remark.
    private static func optional<Value>(
        _ host: inout Host, _ read: () throws(InputError) -> Value?
    ) -> Value? {
        do throws(InputError) {
            return try read()
        } catch {
            host.remarks.append(Remark("set aside: \(error.message)"))
            return nil
        }
    }

    private static func tableDump(_ snapshot: Snapshot, _ geometry: Geometry) throws(InputError)
        -> PageTableDump?
    {
        guard let file = snapshot.first(.pageTables) else { return nil }
        let plain = try Decompressor.unpackIfCompressed(file, limit: EvidenceKind.pageTables.limit)
        return try PageTableDump.parse(plain, granule: geometry.granule?.value)
    }

    /// A walk that read tables of another page size than the running kernel's is of another host.
    private static func refuseForeign(_ walk: CapturedWalk, _ geometry: Geometry) throws(InputError) {
        guard let granule = geometry.granule, granule.value != walk.granule.value else { return }
        throw InputError(
            .badData, file: walk.file, line: walk.granule.evidence.line,
            "a walk of tables with \(walk.granule.value.name) pages",
            expected: "\(granule.value.name) pages, as \(granule.evidence.file) has it")
    }

    private static func readMeminfo(_ snapshot: Snapshot, _ host: inout Host) {
        let meminfo = optional(&host) { () throws(InputError) in
            try snapshot.first(.meminfo).map(Meminfo.parse)
        }
        host.memTotal = meminfo?.memTotal
        // x86's lines count something else; a host that is not arm64 is refused elsewhere.
        host.directMap = meminfo?.isX86 == true ? [] : meminfo?.directMap ?? []
    }

    /// A snapshot in which nothing bears on the map is not a host linmap could speak of.
    private static func refuseEmpty(_ host: Host, _ snapshot: Snapshot) throws(InputError) {
        let knows =
            host.kernel != nil || host.commandLine != nil || host.config != nil || host.memory != nil
            || host.tableDump != nil || host.walk != nil || host.log.source != nil
        guard !knows else { return }
        throw InputError(
            .badData, file: snapshot.name, "holds nothing that decides the linear map",
            expected: "a kernel log, /proc/iomem, a command line, a configuration or a page-table dump")
    }

    private static func refuseUnprivileged(_ iomem: Iomem, _ snapshot: Snapshot) throws(InputError) {
        guard iomem.isUnprivileged else { return }
        throw InputError(
            .noPermission, file: "\(snapshot.name): \(iomem.file)",
            "every address is zero: the capture was not privileged", expected: "a capture made by root")
    }

    /// CPUs that differ in ID_AA64MMFR2_EL1 make the kernel print its true values.
    private static func readBBMLevels(_ log: KernelLog, _ host: inout Host) {
        for check in log.sanityChecks where check.register == "SYS_ID_AA64MMFR2_EL1" {
            for index in host.cpus.indices {
                let number = host.cpus[index].number
                guard number == 0 || number == check.cpu else { continue }
                let value = number == 0 ? check.bootValue : check.value
                host.cpus[index].bbmLevel = Sourced(BBMReader.field(value), check.evidence)
            }
        }
    }

    private static func refuseForeign(_ iomem: Iomem) throws(InputError) {
        guard let foreign = iomem.foreign else { return }
        throw InputError(
            .badData, file: iomem.file, line: foreign.evidence.line,
            "the listing of a host that is not arm64 (\(foreign.name): \"\(foreign.evidence.text)\")",
            expected: "an arm64 /proc/iomem")
    }

    private static func refuseForeign(
        _ kernel: KernelIdentity, _ banner: Sourced<String>?
    ) throws(InputError) {
        let release = kernel.release
        guard let foreign = KernelOrigin.foreign(release: release.value, banner: banner?.value ?? "")
        else { return }
        let evidence = banner?.evidence ?? release.evidence
        throw InputError(
            .badData, file: evidence.file, line: evidence.line,
            "a kernel that is not arm64's: \(release.value) (\(foreign))", expected: "an arm64 Linux kernel")
    }

    private static func readCommandLine(_ snapshot: Snapshot, log: KernelLog?, _ host: inout Host) {
        let file = snapshot.first(.commandLine)
        if let file, let line = file.lines.first(where: { !$0.bytes.trimmed().isEmpty }) {
            host.commandLine = Sourced(KernelCommandLine(line.bytes.trimmed().printable), line.evidence)
        } else if let file {
            host.commandLine = Sourced(KernelCommandLine(""), Evidence(file: file.path, text: "(empty)"))
        } else {
            host.commandLine = log?.fullCommandLine
        }
    }

    private static func releaseText(_ snapshot: Snapshot, _ vmcoreinfo: Vmcoreinfo?, _ log: KernelLog?)
        -> String?
    {
        if let file = snapshot.first(.osRelease), let word = try? KernelIdentityParser.release(file) {
            return word.value
        }
        if let release = vmcoreinfo?.osRelease { return release.value }
        if let file = snapshot.first(.version) ?? snapshot.first(.uname),
            let banner = try? KernelIdentityParser.banner(file)
        {
            return KernelIdentityParser.release(inBanner: banner.value)
        }
        return log?.banner.flatMap { KernelIdentityParser.release(inBanner: $0.value) }
    }

    private static func readKernel(
        _ snapshot: Snapshot, _ vmcoreinfo: Vmcoreinfo?, _ log: KernelLog?, _ host: inout Host
    ) throws(InputError) {
        var clues = KernelClues()
        clues.banner =
            optional(&host) { () throws(InputError) in
                try (snapshot.first(.version) ?? snapshot.first(.uname)).map(KernelIdentityParser.banner)
            } ?? log?.banner
        clues.release =
            optional(&host) { () throws(InputError) in
                try snapshot.first(.osRelease).map(KernelIdentityParser.release)
            } ?? vmcoreinfo?.osRelease
        clues.signature = optional(&host) { () throws(InputError) in
            try snapshot.first(.versionSignature).map(SmallFile.word)
        }
        clues.distribution = snapshot.first(.distribution).flatMap { try? OSRelease.parse($0) }
        clues.configVersion = host.config?.version
        guard let identity = KernelIdentityParser.identify(clues) else { return }
        try refuseForeign(identity.kernel, clues.banner)
        host.kernel = identity.kernel
        host.remarks += identity.remarks
    }

    private static func readCrashkernel(
        _ snapshot: Snapshot, _ iomem: Iomem?, _ log: KernelLog?, _ host: inout Host
    ) {
        let lines = (iomem?.entries ?? []).filter {
            $0.name == "Crash kernel" || $0.name == "Crash kernel (low)"
        }
        host.crash.ranges = lines.map(\.sourced).sorted { $0.value.start < $1.value.start }
        host.crash.messages = log?.crashMessages ?? []
        host.crash.failures = log?.crashFailures ?? []
        host.crash.atBoot = (log?.crashReservations ?? []).map(\.range)
        if iomem == nil { host.crash.ranges = host.crash.atBoot.sorted { $0.value.start < $1.value.start } }
        host.crash.size = snapshot.first(.crashSize).flatMap { try? SmallFile.decimal($0) }
    }

    private static func readKfence(_ snapshot: Snapshot, _ log: KernelLog?, _ host: inout Host) {
        host.kfence = log?.kfenceFacts(host.geometry) ?? KfenceFacts()
        guard let file = snapshot.first(.kfenceInterval), let interval = try? SmallFile.decimal(file) else {
            return
        }
        host.kfence.sampleInterval = interval.map { Int(clamping: $0) }
    }
}
