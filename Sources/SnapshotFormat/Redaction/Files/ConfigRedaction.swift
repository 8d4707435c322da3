/// Empties the texts in a kernel's configuration that whoever built it wrote: paths, names, a command line.
enum ConfigRedaction {
    static func redact(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let text = line.trimmed()
        if text.hasPrefix("CONFIG_") {
            guard let equals = text.firstIndex(of: 0x3d), text[equals...].dropFirst().first == 0x22 else {
                return Array(line)
            }
            let isKept = kept.contains { text[..<equals].equals($0) }
            return isKept ? Array(line) : Array(text[...equals]) + [0x22, 0x22]
        }
        // Comments that are not Kconfig's own headings could say anything, but none of them is read.
        return Array(line)
    }

    /// What a compiler or Kconfig itself writes, and the kernel's name.
    private static let kept: [StaticString] = [
        "CONFIG_CC_VERSION_TEXT", "CONFIG_LOCALVERSION", "CONFIG_LSM", "CONFIG_DEFAULT_IOSCHED",
        "CONFIG_DEFAULT_TCP_CONG", "CONFIG_KERNEL_IMAGE_SUFFIX", "CONFIG_ARCH_DEFCONFIG",
        "CONFIG_PAHOLE_VERSION_TEXT", "CONFIG_RUSTC_VERSION_TEXT", "CONFIG_DEFAULT_CPUFREQ_GOVERNOR",
    ]
}

/// Keeps of os-release(5) what says which distribution it is.
enum DistributionRedaction {
    static func redact(_ line: ArraySlice<UInt8>) -> [UInt8] {
        kept.contains { line.hasPrefix($0) } ? Array(line) : []
    }

    private static let kept: [StaticString] = [
        "ID=", "ID_LIKE=", "NAME=", "PRETTY_NAME=", "VERSION=", "VERSION_ID=", "VERSION_CODENAME=",
        "VARIANT_ID=",
    ]
}
