import Arm64

/// The five sizes a leaf of the linear map can have, whatever the page size.
enum LeafClass: Int, CaseIterable, Comparable {
    case page, contiguousPages, block, contiguousBlocks, largeBlock

    /// The class of `leaf` with `granule`.
    init(_ leaf: Leaf, _ granule: Granule) {
        switch leaf.size {
        case granule.pageSize: self = leaf.contiguous ? .contiguousPages : .page
        case granule.pmdSize: self = leaf.contiguous ? .contiguousBlocks : .block
        default: self = leaf.size < granule.pmdSize ? .page : .largeBlock
        }
    }

    static func < (left: LeafClass, right: LeafClass) -> Bool { left.rawValue < right.rawValue }

    /// Bytes one TLB entry may hold.
    func reach(_ granule: Granule) -> UInt64 {
        switch self {
        case .page: granule.pageSize
        case .contiguousPages: granule.contPteSize
        case .block: granule.pmdSize
        case .contiguousBlocks: granule.contPmdSize
        case .largeBlock: granule.pudSize
        }
    }

    /// "2 MiB blocks".
    func name(_ granule: Granule) -> String {
        let size = ByteCount.text(reach(granule))
        switch self {
        case .page: return "\(size) pages"
        case .contiguousPages: return "\(size) contiguous pages"
        case .block: return "\(size) blocks (PMD)"
        case .contiguousBlocks: return "\(size) contiguous blocks"
        case .largeBlock: return "\(size) blocks (PUD)"
        }
    }

    /// The fill: warm for fine and costly leaves, blue for coarse ones, each darker or lighter than its
    /// neighbours, so that the order survives every kind of colour vision and a grey printer.
    var fill: String {
        switch self {
        case .page: "#d55e00"
        case .contiguousPages: "#f5c242"
        case .block: "#a6d8f0"
        case .contiguousBlocks: "#3b8ac4"
        case .largeBlock: "#163a6b"
        }
    }

    /// The colour of text on the fill.
    var textFill: String {
        switch self {
        case .contiguousPages, .block: Palette.ink
        case .page, .contiguousBlocks, .largeBlock: "#ffffff"
        }
    }
}

/// Colours and patterns that do not belong to a leaf.
enum Palette {
    static let ink = "#1c1c1c"
    static let soft = "#5a5a5a"
    static let faint = "#c4c4c4"
    /// Addresses without memory.
    static let empty = "#eeeeee"
    static let hole = "url(#linmap-hole)"
    static let invalid = "url(#linmap-invalid)"
    static let uncertain = "url(#linmap-uncertain)"

    static let definitions = """
        <defs>
        <pattern id="linmap-hole" width="6" height="6" patternUnits="userSpaceOnUse">\
        <rect width="6" height="6" fill="#ffffff"/><path d="M0 0L6 6M6 0L0 6" stroke="#777777" stroke-width="0.9"/></pattern>
        <pattern id="linmap-invalid" width="6" height="6" patternUnits="userSpaceOnUse">\
        <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="#000000" stroke-width="1.6"/></pattern>
        <pattern id="linmap-uncertain" width="9" height="7" patternUnits="userSpaceOnUse">\
        <rect x="1" y="2" width="2.6" height="2.6" fill="#ffffff" stroke="#1c1c1c" stroke-width="0.5"/></pattern>
        </defs>
        """
}
