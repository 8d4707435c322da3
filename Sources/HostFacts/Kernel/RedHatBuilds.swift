import Arm64

/// Red Hat's frozen version numbers (4.18.0, 5.14.0, 6.12.0) carry later arm64 memory management. Which
/// upstream rules a build follows, by its build number, as read in the sources of every RHEL tag from
/// 8.3 to 9.6 and 10.0 (AlmaLinux's import of them; CentOS Stream 9 build numbers from the changelogs).
/// Rocky, AlmaLinux and Oracle's compatible kernel share these sources.
enum RedHatBuilds {
    /// Builds `first ..< limit` of a frozen version follow the rules of `rules`.
    struct Row {
        let base: KernelVersion
        let builds: Range<Int>
        let rules: KernelVersion
    }

    private static let el8 = KernelVersion(4, 18)
    private static let el9 = KernelVersion(5, 14)
    private static let el10 = KernelVersion(6, 12)

    static let table: [Row] = [
        // 8.3–8.10: rodata_full, crash region always carved out; the address-space flip came with 8.6.
        Row(base: el8, builds: 240..<372, rules: KernelVersion(5, 3)),
        Row(base: el8, builds: 372..<554, rules: KernelVersion(5, 4)),
        // 9.0: any crashkernel= forces pages; 9.1 and 9.2: only with DMA zones, and CONFIG_KFENCE does.
        Row(base: el9, builds: 70..<122, rules: KernelVersion(5, 17)),
        Row(base: el9, builds: 122..<314, rules: KernelVersion(5, 18)),
        // 9.3: on and off no longer clear full.
        Row(base: el9, builds: 314..<377, rules: KernelVersion(6, 1)),
        // Between 9.3 and 9.4: the KFENCE pool (377), rodata=on (399), crashkernel= without effect (403).
        Row(base: el9, builds: 399..<403, rules: KernelVersion(6, 1, 65)),
        Row(base: el9, builds: 403..<571, rules: KernelVersion(6, 7)),
        Row(base: el10, builds: 55..<56, rules: KernelVersion(6, 12)),
    ]

    /// The rules that the build called `release` ("5.14.0-427.13.1.el9_4.aarch64") follows, or nil for a
    /// build whose sources were not read.
    static func rules(_ release: String, base: KernelVersion) -> KernelVersion? {
        guard let dash = release.firstIndex(of: "-") else { return nil }
        let (build, length) = KernelNumber.unsigned(Array(release[release.index(after: dash)...].utf8))
        guard length > 0, build < 100_000 else { return nil }
        return table.first { $0.base == base && $0.builds.contains(Int(build)) }?.rules
    }
}
