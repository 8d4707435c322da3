import Arm64

/// For which architecture a kernel was built, as far as its name and banner say so.
enum KernelOrigin {
    /// The architecture's name, if it is not arm64; nil if nothing speaks against arm64.
    static func foreign(release: String, banner: String) -> String? {
        if let version = KernelVersion(prefixOf: release), version < KernelVersion(3, 7) {
            return "older than Linux for arm64, which begins with 3.7"
        }
        let bytes = Array(banner.utf8)[...]
        // "(x86_64-linux-gnu-gcc-14 …": a compiler that makes code for nothing else.
        if let row = compilers.first(where: { bytes.contains($0.text) }) { return row.name }
        // The last word of "uname -a", before the operating system's name.
        let words = Set(banner.split(separator: " "))
        if let row = machines.first(where: { words.contains($0.text) }) { return row.name }
        let name = release.hasSuffix("+") ? release.dropLast() : release[...]
        return suffixes.first { name.hasSuffix($0.text) }?.name
    }

    private static let compilers: [(text: StaticString, name: String)] = [
        ("(x86_64-", "x86"), ("(i686-", "x86"), ("(i586-", "x86"),
        ("(arm-linux", "32-bit arm"), ("(arm-none-", "32-bit arm"),  // not "(arm-rel-8.36)"
        ("(armv7", "32-bit arm"), ("(riscv", "riscv"), ("(mips", "mips"), ("(powerpc", "powerpc"),
        ("(ppc64", "powerpc"), ("(s390x-", "s390"), ("(loongarch64-", "loongarch"), ("(sparc", "sparc"),
    ]

    private static let machines: [(text: Substring, name: String)] = [
        ("x86_64", "x86"), ("i686", "x86"), ("armv6l", "32-bit arm"), ("armv7l", "32-bit arm"),
        ("riscv64", "riscv"), ("mips64", "mips"), ("ppc64le", "powerpc"), ("ppc64", "powerpc"),
        ("s390x", "s390"), ("loongarch64", "loongarch"),
    ]

    private static let suffixes: [(text: String, name: String)] = [
        (".x86_64", "x86"), ("-amd64", "x86"), (".i686", "x86"), ("-686", "x86"), ("-686-pae", "x86"),
        ("-armmp", "32-bit arm"), ("-armmp-lpae", "32-bit arm"), (".armv7hl", "32-bit arm"),
        ("-v7", "32-bit arm"), ("-v7l", "32-bit arm"), ("-rpi-v7", "32-bit arm"), ("-rpi-v6", "32-bit arm"),
        (".riscv64", "riscv"), ("-riscv64", "riscv"), (".ppc64le", "powerpc"), ("-powerpc64le", "powerpc"),
        (".s390x", "s390"), ("-s390x", "s390"), ("-loong64", "loongarch"), (".loongarch64", "loongarch"),
    ]
}
