import Arm64
import LinearMap

extension Leaf {
    /// "4K pages", "64K groups of 4K pages", "2M blocks", "32M groups of 2M blocks", "1G blocks".
    func name(_ granule: Granule) -> String {
        let isPage = size == granule.pageSize
        let unit = "\(Self.short(size)) \(isPage ? "pages" : "blocks")"
        return contiguous ? "\(Self.short(reach(granule))) groups of \(unit)" : unit
    }

    /// "4K", "2M", "1G": as kernel people write sizes.
    static func short(_ bytes: UInt64) -> String {
        switch bytes {
        case let bytes where bytes.isAligned(to: 1 << 30): "\(bytes >> 30)G"
        case let bytes where bytes.isAligned(to: 1 << 20): "\(bytes >> 20)M"
        default: "\(bytes >> 10)K"
        }
    }
}

extension Segment.Kind {
    /// In words, for tables.
    var words: String {
        switch self {
        case .ram: ""
        case .kernelText: "kernel text"
        case .kernelData: "kernel data"
        case .kfencePool: "KFENCE pool"
        case .crashkernel: "crash kernel"
        case .hotplug: "added later"
        }
    }
}

/// "98.6 %" of a whole, rounded to a tenth; "< 0.1 %" for less.
func percent(_ part: UInt64, of whole: UInt64) -> String {
    guard whole > 0 else { return "" }
    let tenths = (part.multipliedFullWidth(by: 1000), whole)
    let (quotient, remainder) = tenths.1.dividingFullWidth(tenths.0)
    let rounded = quotient + (remainder >= whole - remainder ? 1 : 0)
    if rounded == 0, part > 0 { return "< 0.1 %" }
    return "\(rounded / 10).\(rounded % 10) %"
}
