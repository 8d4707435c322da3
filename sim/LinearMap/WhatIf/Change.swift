public import Arm64
import HostFacts

/// One thing that might be done to a host before its next boot.
public enum Change: Hashable, Sendable {
    /// The command line says `key=value` and nothing else of that key; `key` alone if the value is nil.
    case set(key: String, value: String?)
    /// The command line says `key=value` beside what it says of that key already: crashkernel=X,low.
    case add(key: String, value: String)
    /// The command line does not name `key`.
    case unset(key: String)
    /// Another kernel of the same vendor, by its upstream version.
    case kernel(KernelVersion)
    /// The kernel as it is, with one thing changed.
    case variant(KernelVariant)
    /// Every CPU is this one.
    case core(MIDR)
    /// The kernel is built with `CONFIG_symbol=value`; "n" for not set.
    case config(symbol: String, value: String)
    /// The kernel is built for this page size.
    case pageSize(Granule)

    /// How it is written on linmap's command line; also the evidence of what follows from it.
    public var text: String {
        switch self {
        case .set(let key, let value): "--cmdline-set \(key)\(value.map { "=\($0)" } ?? "")"
        case .add(let key, let value): "--cmdline-set \(key)=\(value)"
        case .unset(let key): "--cmdline-unset \(key)"
        case .kernel(let version): "--kernel \(version.text)"
        case .variant(let variant): "--kernel \(variant.rawValue)"
        case .core(let midr): "--midr \(ByteCount.hex(UInt64(midr.value)))"
        case .config(let symbol, let value): "--config CONFIG_\(symbol)=\(value)"
        case .pageSize(let granule): "--page-size \(granule.name)"
        }
    }

    /// Whether it changes the kernel's command line.
    var isOfCommandLine: Bool {
        switch self {
        case .set, .add, .unset: true
        default: false
        }
    }
}
