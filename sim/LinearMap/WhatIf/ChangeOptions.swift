import Arm64

/// Changes as a user writes them, and what is wrong with them.
public struct ChangeOptions: Hashable, Sendable {
    /// What is wrong with an option, in one line.
    public struct Refusal: Error, Hashable, Sendable {
        /// Whether the option is wrong for every host (usage) or does not fit this one, or no kernel (data).
        public let isUsage: Bool
        /// The line.
        public let text: String

        static func usage(_ text: String) -> Refusal { Refusal(isUsage: true, text: text) }
        static func data(_ text: String) -> Refusal { Refusal(isUsage: false, text: text) }
    }

    /// `KEY=VALUE` or `KEY`: the command line says this of the key.
    public var set: [String] = []
    /// `KEY`: the command line does not name it.
    public var unset: [String] = []
    /// A version, or the name of a `KernelVariant`; at most one of each.
    public var kernel: [String] = []
    /// A MIDR in hexadecimal, or a core's name.
    public var midr: [String] = []
    /// `SYMBOL=VALUE`, CONFIG_ in front or not.
    public var config: [String] = []
    /// `4K`, `16K` or `64K`.
    public var pageSize: [String] = []

    /// No changes.
    public init() {}

    /// The keys whose effect on the map is known.
    public static let keys = ["rodata", "kfence.sample_interval", "crashkernel", "debug_pagealloc"]

    /// The changes.
    ///
    /// - Throws: a refusal of the first option that is wrong whatever the host.
    public var changes: [Change] {
        get throws(Refusal) {
            try commandLine() + kernelChanges() + core() + configuration() + pages()
        }
    }

    // MARK: - The command line

    private func commandLine() throws(Refusal) -> [Change] {
        var changes: [Change] = []
        var seen: [(key: String, kind: String, text: String)] = []
        for text in set {
            let (key, value) = Self.split(text)
            try Self.check(key: key, of: "--cmdline-set \(text)")
            guard !text.contains(where: { $0.isWhitespace || $0 == "\"" }) else {
                throw .usage("--cmdline-set \(text): a parameter holds no blanks or quotes")
            }
            let kind = key == "crashkernel" ? Self.suffix(value ?? "") : ""
            if let other = seen.first(where: { $0.key == key && ($0.kind == kind) }) {
                guard other.text != text else { continue }
                throw .usage("--cmdline-set \(other.text) and --cmdline-set \(text) contradict each other")
            }
            let isFirst = !seen.contains { $0.key == key }
            seen.append((key, kind, text))
            changes.append(
                isFirst ? .set(key: key, value: value) : .add(key: key, value: value ?? ""))
        }
        for key in unset {
            try Self.check(key: key, of: "--cmdline-unset \(key)")
            if let other = seen.first(where: { $0.key == key }) {
                throw .usage("--cmdline-set \(other.text) and --cmdline-unset \(key) contradict each other")
            }
            changes.append(.unset(key: key))
        }
        return changes
    }

    private static func split(_ text: String) -> (key: String, value: String?) {
        guard let equals = text.firstIndex(of: "=") else { return (text, nil) }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    private static func check(key: String, of option: String) throws(Refusal) {
        guard !keys.contains(key) else { return }
        let known = keys.joined(separator: ", ")
        if key == "mem" {
            throw .usage(
                "\(option): mem= decides which memory there is, which is not simulated; known are \(known)")
        }
        throw .usage("\(option): no known effect of '\(key)' on the linear map; known are \(known)")
    }

    /// Words of crashkernel= that stand beside each other: plain, ,high, ,low and ,cma.
    private static func suffix(_ value: String) -> String {
        [",high", ",low", ",cma"].first { value.hasSuffix($0) } ?? ""
    }

    // MARK: - The kernel

    private func kernelChanges() throws(Refusal) -> [Change] {
        var versions: [Change] = [], variants: [Change] = []
        for text in kernel {
            if let variant = KernelVariant(rawValue: text) {
                variants.append(.variant(variant))
            } else {
                versions.append(.kernel(try Self.version(text)))
            }
        }
        guard Set(versions).count < 2, Set(variants).count < 2 else {
            throw .usage("--kernel \(kernel.joined(separator: " and --kernel ")) contradict each other")
        }
        return Array(versions.prefix(1) + variants.prefix(1))
    }

    private static func version(_ text: String) throws(Refusal) -> KernelVersion {
        let plain = text.hasPrefix("v") ? String(text.dropFirst()) : text
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard isPlain, (2...3).contains(parts.count), let version = KernelVersion(prefixOf: plain) else {
            let variants = KernelVariant.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("--kernel \(text): neither a version such as 6.12 or 6.1.176 nor one of \(variants)")
        }
        if let refusal = Releases.refusal(version) { throw .usage("--kernel \(text): \(refusal)") }
        return version
    }

    // MARK: - Configuration and pages

    /// Symbols that decide the map, and whether each is a number.
    private static let symbols = [
        "RODATA_FULL_DEFAULT_ENABLED": false, "KFENCE": false, "KFENCE_SAMPLE_INTERVAL": true,
        "KFENCE_NUM_OBJECTS": true, "DEBUG_PAGEALLOC": false, "DEBUG_PAGEALLOC_ENABLE_DEFAULT": false,
        "ZONE_DMA": false, "ZONE_DMA32": false, "KEXEC_CORE": false,
    ]

    private func configuration() throws(Refusal) -> [Change] {
        var values: [String: String] = [:]
        var changes: [Change] = []
        for text in config {
            let (name, given) = Self.split(text)
            let symbol = name.hasPrefix("CONFIG_") ? String(name.dropFirst(7)) : name
            guard let isNumber = Self.symbols[symbol] else { throw Self.unknown(symbol, text) }
            let value = given ?? ""
            let number = KernelNumber.unsigned(Array(value.utf8))
            let isWhole = number.length == value.utf8.count && number.length > 0 && number.value < 1 << 31
            guard isNumber ? isWhole : value == "y" || value == "n" else {
                throw .usage("--config \(text): expected \(isNumber ? "a number" : "y or n")")
            }
            if symbol == "KFENCE_NUM_OBJECTS", !(1...65535).contains(number.value) {
                throw .usage("--config \(text): expected 1 to 65535")
            }
            if let other = values[symbol], other != value {
                throw .usage(
                    "--config \(symbol)=\(other) and --config \(symbol)=\(value) contradict each other")
            }
            if values.updateValue(value, forKey: symbol) == nil {
                changes.append(.config(symbol: symbol, value: value))
            }
        }
        return changes
    }

    private static func unknown(_ symbol: String, _ text: String) -> Refusal {
        if symbol.hasPrefix("ARM64_"), symbol.hasSuffix("_PAGES") {
            return .usage("--config \(text): use --page-size")
        }
        let known = symbols.keys.sorted().joined(separator: ", ")
        return .usage(
            "--config \(text): no known effect of 'CONFIG_\(symbol)' on the linear map; known are \(known)")
    }

    private func pages() throws(Refusal) -> [Change] {
        var sizes: [Granule] = []
        for text in pageSize {
            guard let granule = Granule.allCases.first(where: { $0.name == text.uppercased() }) else {
                throw .usage("--page-size \(text): expected 4K, 16K or 64K")
            }
            sizes.append(granule)
        }
        guard Set(sizes).count < 2 else {
            throw .usage(
                "--page-size \(pageSize.joined(separator: " and --page-size ")) contradict each other")
        }
        return sizes.prefix(1).map { .pageSize($0) }
    }

    private func core() throws(Refusal) -> [Change] {
        var cores: [MIDR] = []
        for text in midr { cores.append(try CoreName.midr(text)) }
        guard Set(cores).count < 2 else {
            throw .usage("--midr \(midr.joined(separator: " and --midr ")) contradict each other")
        }
        return cores.prefix(1).map { .core($0) }
    }
}
