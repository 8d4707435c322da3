import Arm64

/// A kernel configuration (`/boot/config-*`, `/proc/config.gz`): symbol → value.
///
/// A symbol that a configuration file does not name is off ("is not set"): Kconfig writes every
/// symbol whose dependencies are met.
public struct KernelConfig: Hashable, Sendable {
    /// The file it came from.
    public let file: String
    /// The release in its heading ("Linux/arm64 6.1.176 Kernel Configuration") or file name, if any.
    public let version: Sourced<String>?
    private let values: [String: Sourced<String>]

    /// A configuration read from `file`; `values` holds what stands behind `=`, quotes kept.
    public init(file: String, version: Sourced<String>?, values: [String: Sourced<String>]) {
        self.file = file
        self.version = version
        self.values = values
    }

    /// This configuration with `CONFIG_<symbol>` at `value`; "n" takes it out.
    public func setting(_ symbol: String, to value: Sourced<String>) -> KernelConfig {
        var changed = values
        changed[symbol] = value.value == "n" ? nil : value
        return KernelConfig(file: file, version: version, values: changed)
    }

    /// The value of `CONFIG_<symbol>` ("y", "m", "100", "\"text\""), or nil if it is not set.
    public func value(_ symbol: String) -> Sourced<String>? { values[symbol] }

    /// Whether `CONFIG_<symbol>` is y, with the line that says so (or the file, if no line does).
    public func isSet(_ symbol: String) -> Sourced<Bool> {
        if let value = values[symbol] { return value.map { $0 == "y" } }
        return Sourced(false, Evidence(file: file, text: "CONFIG_\(symbol) is not set"))
    }

    /// The integer value of `CONFIG_<symbol>`, decimal or hexadecimal.
    public func integer(_ symbol: String) -> Sourced<UInt64>? {
        guard let value = values[symbol] else { return nil }
        let (number, length) = KernelNumber.unsigned(Array(value.value.utf8))
        return length > 0 ? value.map { _ in number } : nil
    }
}

/// Kernel symbols seen in kallsyms or System.map: which exist, and where.
public struct KernelSymbols: Hashable, Sendable {
    /// The file they came from, if any.
    public var file: String?
    /// Virtual addresses; 0 where the kernel hid them.
    public var addresses: [String: Sourced<UInt64>] = [:]

    /// None known.
    public init() {}

    /// Evidence that the symbol exists, or nil (absence proves nothing: kallsyms is often filtered).
    public func has(_ name: String) -> Evidence? { addresses[name]?.evidence }
}
