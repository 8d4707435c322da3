/// One line of a bare file, and what it looks like.
struct LoneFileLine {
    private let text: ArraySlice<UInt8>

    /// `bytes` without indentation, quote marks, a box's bars, a byte order mark and what ends a line.
    init(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.firstIndex { !Self.noise.contains($0) } ?? bytes.endIndex
        let end = bytes[start...].lastIndex { !Self.noise.contains($0) } ?? start
        text = start == bytes.endIndex ? [] : bytes[start...end]
    }

    private static let noise: [UInt8] = [0x20, 0x09, 0x0a, 0x0d, 0x3e, 0x7c, 0xef, 0xbb, 0xbf]

    var isEmpty: Bool { text.isEmpty }

    /// Whether one such line makes a log, however much noise stands around it. In mid-line such words
    /// need a log's prefix before them: texts about kernels quote them.
    var isOfBoot: Bool {
        Self.bootWords.contains { begins($0) }
            || ((hasTimeStamp || has(" kernel: ")) && Self.bootWords.contains { has($0) })
    }

    /// The kind of evidence in which such lines stand; nil for a line that could be anything.
    var kind: EvidenceKind? {
        if looksLikeLog { return .log }
        if looksLikePageTables { return looksLikeWalk ? .linearMap : .pageTables }
        if looksLikeConfig { return .config }
        if looksLikeMemblock { return has("RSV_KERN") ? .memblockReserved : .memblockMemory }
        if looksLikeIomem { return .iomem }
        if looksLikeSymbol { return .kallsyms }
        return Self.beginnings.first { begins($0.text) }?.kind
    }

    func begins(_ word: String) -> Bool { text.starts(with: word.utf8) }

    func has(_ word: String) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first else { return true }
        var rest = text
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: word) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    /// Words such as a boot loader gives to Linux; one must be of the kernel's own.
    var looksLikeCommandLine: Bool {
        let words = text.split { $0 == 0x20 || $0 == 0x09 }
        return text.count <= 64 << 10
            && words.contains { word in
                Self.parameters.contains { word.starts(with: $0.utf8) }
            }
    }

    private static let parameters = [
        "BOOT_IMAGE=", "root=", "console=", "rodata=", "crashkernel=", "earlycon", "initrd=", "init=",
        "rdinit=",
        "rd.", "kfence.", "mem=", "quiet", "nokaslr", "systemd.", "selinux=", "hugepages",
        "default_hugepagesz=", "debug_pagealloc=", "ostree=", "arm64.", "loglevel=",
    ]

    private static let beginnings: [(text: String, kind: EvidenceKind)] = [
        ("CPU implementer", .cpuinfo), ("CPU part", .cpuinfo), ("processor\t:", .cpuinfo),
        ("processor ", .cpuinfo),
        ("BogoMIPS", .cpuinfo), ("CPU variant", .cpuinfo), ("Features\t:", .cpuinfo),
        ("MemTotal:", .meminfo), ("MemFree:", .meminfo), ("DirectMap", .meminfo), ("HugePages_", .meminfo),
        ("SwapTotal:", .meminfo), ("Hugepagesize:", .meminfo),
        ("OSRELEASE=", .vmcoreinfo), ("PAGESIZE=", .vmcoreinfo), ("SYMBOL(", .vmcoreinfo),
        ("NUMBER(", .vmcoreinfo), ("OFFSET(", .vmcoreinfo), ("SIZE(", .vmcoreinfo), ("LENGTH(", .vmcoreinfo),
        ("KERNELOFFSET=", .vmcoreinfo),
        // /proc/buddyinfo has "Node 0, zone" lines too.
        ("spanned ", .zoneinfo), ("start_pfn:", .zoneinfo), ("present ", .zoneinfo), ("managed ", .zoneinfo),
    ]
}

// The forms of single lines.
extension LoneFileLine {
    /// A kernel time stamp (behind whatever syslog put before it), or words only a log has.
    private var looksLikeLog: Bool {
        hasTimeStamp || isOfBoot || has(" kernel: ") || Self.logWords.contains { begins($0) }
    }

    private static let bootWords = [
        "Booting Linux on physical CPU", "Kernel command line: ", "Early memory node ranges", "Zone ranges:",
        "Movable zone start for each node", "Initmem setup node",
    ]

    private static let logWords = [
        "Linux version ", "CPU features: detected:", "Memory: ", "NUMA: ", "efi: EFI v",
    ]

    /// `[    0.000000]`, `<6>[    0.000000]`, and `[Sat Nov 23 18:59:27 2024]` of dmesg -T.
    private var hasTimeStamp: Bool {
        var rest = text
        // Syslog's own prefix is shorter than this.
        while let open = rest.firstIndex(of: 0x5b), open - text.startIndex < 100 {
            rest = rest[(open + 1)...]
            guard let close = rest.prefix(32).firstIndex(of: 0x5d) else { continue }
            let inside = rest[..<close].drop { $0 == 0x20 }
            if Self.isSeconds(inside) || Self.isDate(inside) { return true }
        }
        return false
    }

    private static func isSeconds(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: 0x2e, omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
    }

    private static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
        let days = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "]
        return text.count { $0 == 0x3a } == 2 && days.contains { text.starts(with: $0.utf8) }
    }

    /// `0xffff000000000000-0xffff000000200000  2M PMD …`, and the markers between.
    private var looksLikePageTables: Bool {
        if begins("---[ ") { return true }
        guard begins("0x") else { return false }
        let rest = text.dropFirst(2).drop(while: Self.isHex)
        // Sixteen digits each: flash partitions are listed with twelve.
        return text.count - rest.count == 18 && rest.starts(with: "-0x".utf8)
    }

    /// `0x…-0x… 4096 contiguous valid rw`, `0x…-0x… - unread`: a dump writes RW and ends in a memory type.
    private var looksLikeWalk: Bool {
        [" ro", " rw", " - unread"].contains { text.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    private var looksLikeConfig: Bool {
        (begins("CONFIG_") && has("=")) || (begins("# CONFIG_") && has(" is not set"))
    }

    /// `   0: 0x0000000040000000..0x00000000bfffffff`.
    private var looksLikeMemblock: Bool {
        let rest = text.drop(while: Self.isDigit)
        return rest.count < text.count && rest.starts(with: ": ".utf8) && has("..0x")
    }

    /// `40000000-bfffffff : System RAM`, also with its second half or its name lost.
    private var looksLikeIomem: Bool {
        let rest = text.drop(while: Self.isHex)
        let digits = text.count - rest.count
        guard digits >= 8, digits <= 16 else { return false }
        if rest.starts(with: " :".utf8) { return true }
        guard rest.first == 0x2d else { return false }
        let end = rest.dropFirst().drop(while: Self.isHex)
        return end.count < rest.count - 1 && (end.isEmpty || end.starts(with: " :".utf8) || end.first == 0x3a)
    }

    /// `ffff800080000000 T _text`.
    private var looksLikeSymbol: Bool {
        let rest = text.drop(while: Self.isHex)
        let letters = Array(rest.prefix(3))
        return text.count - rest.count == 16 && letters.count == 3 && letters[0] == 0x20 && letters[2] == 0x20
            && (0x41...0x5a).contains(letters[1] & 0xdf)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
}
