import Arm64
public import Snapshot

/// What a snapshot tells about which kernel ran; `KernelIdentityParser` weighs it.
public struct KernelClues: Hashable, Sendable {
    /// /proc/version, the log's "Linux version …" line, or uname -a.
    public var banner: Sourced<String>?
    /// uname -r, /proc/sys/kernel/osrelease, or OSRELEASE of vmcoreinfo.
    public var release: Sourced<String>?
    /// /proc/version_signature: "Ubuntu 6.8.0-31.31-generic 6.8.1".
    public var signature: Sourced<String>?
    /// os-release.
    public var distribution: OSRelease?
    /// The version in the heading of this kernel's configuration: "6.1.176".
    public var configVersion: Sourced<String>?

    /// Nothing known.
    public init() {}
}

/// Tells which kernel ran, and what its version number is worth.
public enum KernelIdentityParser {
    /// The banner in /proc/version, in `uname -a`, or in any text with a "Linux version " line.
    ///
    /// - Throws: `.badData` if no line holds one.
    public static func banner(_ file: Snapshot.File) throws(InputError) -> Sourced<String> {
        try file.refuseForeignBytes()
        for line in file.lines {
            let text = line.bytes.trimmed()
            if let start = text.index(of: "Linux version ") {
                return Sourced(text[start...].printable, line.evidence)
            }
            if text.hasPrefix("Linux "), release(inBanner: text.printable) != nil {
                return Sourced(text.printable, line.evidence)
            }
        }
        throw InputError(
            .badData, file: file.path, "no kernel banner", expected: "Linux version RELEASE …, or uname -a")
    }

    /// The release in a file that holds nothing else (osrelease, `uname -r`).
    ///
    /// - Throws: `.badData` unless the first line is one word that begins with a version.
    public static func release(_ file: Snapshot.File) throws(InputError) -> Sourced<String> {
        let word = try SmallFile.word(file)
        guard KernelVersion(prefixOf: word.value) != nil, !word.value.utf8.contains(0x20) else {
            throw InputError(
                .badData, file: file.path, line: 1, "not a kernel release",
                expected: "a release such as 6.1.0-50-arm64")
        }
        return word
    }

    /// The release in a banner: the word behind "Linux version ", or the third of uname -a.
    public static func release(inBanner banner: String) -> String? {
        let words = banner.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
        guard words.count >= 3, words[0] == "Linux" else { return nil }
        guard KernelVersion(prefixOf: words[2]) != nil else { return nil }
        return String(words[2])
    }

    /// The kernel that these clues describe, and what contradicts itself in them; nil if neither a
    /// release nor a banner with one is known.
    public static func identify(_ clues: KernelClues) -> (kernel: KernelIdentity, remarks: [Remark])? {
        let banner = clues.banner
        let fromBanner = banner.flatMap { text in
            release(inBanner: text.value).map { name in text.map { _ in name } }
        }
        guard let release = clues.release ?? fromBanner, let plain = KernelVersion(prefixOf: release.value)
        else { return nil }
        var remarks: [Remark] = []
        var bannerText = banner?.value ?? ""
        if let fromBanner, fromBanner.value != release.value {
            remarks.append(
                Remark(
                    "two kernels: \(release.value) and \(fromBanner.value)",
                    [release.evidence, fromBanner.evidence]))
            bannerText = ""
        }
        let vendor = KernelVendor.find(
            release: release.value, banner: bannerText, distribution: clues.distribution?.id ?? "")
        var kernel = KernelIdentity(
            release: release, version: plain, versionEvidence: release.evidence,
            vendor: vendor?.name ?? "unknown",
            standing: vendor?.standing ?? .patchUnknown)
        kernel.note = vendor?.note
        refine(&kernel, clues, bannerText)
        return (kernel, remarks)
    }

    // MARK: Vendors' ways

    private static func refine(_ kernel: inout KernelIdentity, _ clues: KernelClues, _ banner: String) {
        let release = kernel.release.value
        switch kernel.vendor {
        case "debian":
            kernel.flavor = debianFlavor(release)
            settle(&kernel, debianVersion(banner), clues.banner)
            if kernel.standing == .patchUnknown, kernel.version.patch > 0 { kernel.standing = .exact }
        case "raspberrypi": settle(&kernel, debianVersion(banner), clues.banner)
        case "ubuntu":
            if isMainlineBuild(release) {
                kernel.vendor = "mainline"
                kernel.standing = .exact
                break
            }
            kernel.flavor = ubuntuFlavor(release)
            settle(&kernel, ubuntuVersion(clues.signature?.value), clues.signature)
            settle(&kernel, ubuntuVersion(inBanner: banner), clues.banner)
        case "suse": refineSUSE(&kernel)
        case "rhel":
            kernel.rulesVersion = RedHatBuilds.rules(release, base: kernel.version)
            if kernel.rulesVersion != nil { kernel.standing = .exact }
        case "unknown": refineUnknown(&kernel)
        default: break
        }
        if kernel.standing == .patchUnknown {
            settle(&kernel, clues.configVersion.flatMap(version), clues.configVersion)
        }
        if kernel.vendor == "ubuntu", kernel.flavor?.hasPrefix("nvidia") == true {
            kernel.standing = .backports
            kernel.note = "NVIDIA's flavour carries patches of its own"
        }
        if isPrerelease(release) {
            kernel.isPrerelease = true
            if kernel.standing == .exact { kernel.standing = .patchUnknown }
        }
    }

    /// Takes `version` as the true one if it is of the same series.
    private static func settle(
        _ kernel: inout KernelIdentity, _ version: KernelVersion?, _ source: Sourced<String>?
    ) {
        guard let version, let source, version.major == kernel.version.major,
            version.minor == kernel.version.minor,
            version.patch >= kernel.version.patch
        else { return }
        kernel.version = version
        kernel.versionEvidence = source.evidence
        kernel.standing = .exact
    }

    private static func version(_ text: Sourced<String>) -> KernelVersion? {
        KernelVersion(prefixOf: text.value).flatMap { $0.patch > 0 ? $0 : nil }
    }

    /// "… #1 SMP Debian 6.1.176-1 (2026-07-03)" or "… Debian 1:6.6.20-1+rpt1": the package version.
    /// It counts only with its revision behind it: a banner is often cut. The compiler's own version
    /// "(Debian 12.2.0-14)" stands in brackets.
    static func debianVersion(_ banner: String) -> KernelVersion? {
        var rest = Array(banner.utf8)[...]
        while let behind = rest.index(after: " Debian ") {
            var cursor = Cursor(rest[behind...])
            if cursor.rest.hasPrefix("1:") { _ = cursor.skip("1:") }
            let text = cursor.rest.prefix { $0 != 0x20 }
            if text.contains(0x2d), let version = KernelVersion(prefixOf: text.text) { return version }
            rest = rest[behind...]
        }
        return nil
    }

    private static func debianFlavor(_ release: String) -> String? {
        if release.hasSuffix("-arm64-16k") { return "16k" }
        let parts = release.split(separator: "-")
        guard parts.count >= 3, parts.last == "arm64", !(parts[parts.count - 2].utf8.first?.isDigit ?? true)
        else {
            return nil
        }
        return String(parts[parts.count - 2])
    }

    /// "Ubuntu 6.8.0-31.31-generic 6.8.1" → 6.8.1
    static func ubuntuVersion(_ signature: String?) -> KernelVersion? {
        let words = (signature ?? "").split(separator: " ")
        guard words.count >= 3, words[0] == "Ubuntu" else { return nil }
        return KernelVersion(prefixOf: words[2])
    }

    /// "… (Ubuntu 6.8.0-31.31-generic 6.8.1)", the end of the log's "Linux version" line → 6.8.1. Ubuntu's
    /// compilers stand in such brackets too: "(Ubuntu 13.2.0-23ubuntu4)".
    static func ubuntuVersion(inBanner banner: String) -> KernelVersion? {
        guard banner.hasSuffix(")"), let open = banner.lastIndex(of: "(") else { return nil }
        return ubuntuVersion(String(banner[banner.index(after: open)...].dropLast()))
    }

    /// "6.5.0-1012-nvidia-64k" → "nvidia-64k"
    private static func ubuntuFlavor(_ release: String) -> String? {
        let parts = release.split(separator: "-", maxSplits: 2)
        return parts.count == 3 ? String(parts[2]) : nil
    }

    /// "6.9.3-060903-generic": Ubuntu's builds of unchanged upstream releases.
    private static func isMainlineBuild(_ release: String) -> Bool {
        let parts = release.split(separator: "-")
        return parts.count >= 3 && parts[1].utf8.count == 6 && parts[1].utf8.first == 0x30
    }

    /// Tumbleweed follows stable ("6.9.1-1-default"); every other SUSE kernel is an enterprise one,
    /// known by its base version or its long build number.
    private static func refineSUSE(_ kernel: inout KernelIdentity) {
        let parts = kernel.release.value.split(separator: "-")
        let bases: [KernelVersion] = [
            KernelVersion(4, 4, 21), KernelVersion(4, 12, 14), KernelVersion(5, 3, 18),
            KernelVersion(5, 14, 21),
            KernelVersion(6, 4, 0), KernelVersion(6, 12, 0),
        ]
        let build = parts.count > 1 ? Int(parts[1].split(separator: ".").first ?? "") : nil
        guard let build, build < 1000, !bases.contains(kernel.version), kernel.version >= KernelVersion(5, 4)
        else {
            return
        }
        kernel.standing = .exact
        kernel.flavor = "tumbleweed"
    }

    /// No vendor's mark: a bare upstream number is mainline, a local suffix is nobody we know.
    private static func refineUnknown(_ kernel: inout KernelIdentity) {
        var suffix = kernel.release.value.utf8.drop { $0.isDigit || $0 == 0x2e }
        if suffix.last == 0x2b { suffix = suffix.dropLast() }
        let parts = suffix.split(separator: 0x2d).map { Array($0)[...] }
        guard parts.allSatisfy(isUpstreamPart) else {
            kernel.note = "a kernel with a name of its own; taken as built from upstream"
            if kernel.version.patch > 0 { kernel.standing = .exact }
            return
        }
        kernel.vendor = "mainline"
        kernel.standing = .exact
    }

    /// rc3, next, 20251031, 00012, gabcdef012345, dirty
    private static func isUpstreamPart(_ part: ArraySlice<UInt8>) -> Bool {
        if part.equals("next") || part.equals("dirty") { return true }
        if part.hasPrefix("rc") { return part.count > 2 && part.dropFirst(2).allSatisfy(\.isDigit) }
        if part.hasPrefix("g") { return part.count >= 8 && part.dropFirst().allSatisfy(\.isHexDigit) }
        return part.count >= 5 && part.allSatisfy(\.isDigit)
    }

    /// "-rc3", ".rc6." (Fedora), "-00012-gabcdef", "-next-20251031"
    private static func isPrerelease(_ release: String) -> Bool {
        let bytes = Array(release.utf8)[...]
        if bytes.contains("-rc", beforeDigit: true) || bytes.contains(".rc", beforeDigit: true) {
            return true
        }
        if bytes.contains("-next-", beforeDigit: true) { return true }
        let parts = bytes.split(separator: 0x2d)
        return zip(parts, parts.dropFirst()).contains { count, commit in
            count.count >= 5 && count.allSatisfy(\.isDigit) && commit.first == 0x67 && isUpstreamPart(commit)
        }
    }
}
