import Arm64
import LinearMap

/// A neighbourhood too small for the overview, drawn again at a scale of its own.
struct Lens: Hashable {
    let window: Window
    /// What it is about.
    let focus: AddressRange
    /// Whether it is about the leaves around a place rather than about one feature.
    let isCluster: Bool
}

/// Chooses the lenses of a picture.
struct LensChoice {
    /// No picture has more lenses.
    static let limit = 8
    /// A focus narrower than this many columns is worth a lens.
    private static let readable: UInt64 = 96
    /// How many lenses may show the same mixture of leaves.
    private static let alike = 2

    /// The lenses, by address.
    private(set) var lenses: [Lens] = []
    /// Places that deserved one but found no room.
    private(set) var omitted = 0
    private let row: Window
    private let smallest: UInt64

    init(_ subjects: [Subject], row: Window) {
        self.row = row
        smallest = min(4 * (subjects.map(\.granule.pmdSize).min() ?? 1 << 21), row.size / 16)
        for subject in subjects { image(subject) }
        for feature in [Feature.kfencePool, .noMap] {
            for subject in subjects { add(subject.ranges(feature)) }
        }
        add(clusters: subjects)
        for subject in subjects { add(subject.ranges(.crashKernel)) }
        lenses.sort { ($0.window.start, $0.window.size) < ($1.window.start, $1.window.size) }
    }

    private mutating func add(_ set: AddressSet) {
        for range in set.ranges { add(range, around: range.size, contained: false) }
    }

    private mutating func add(clusters subjects: [Subject]) {
        var shown: [Set<LeafClass>: Int] = [:]
        let clusters = subjects.flatMap { LeafClusters($0, columnBytes: row.columnBytes).clusters }
        for cluster in clusters.sorted(by: LeafClusters.isMoreTelling) {
            guard shown[cluster.classes, default: 0] < Self.alike else {
                omitted += 1
                continue
            }
            let before = lenses.count
            add(cluster.range, around: cluster.range.size, contained: true, finest: cluster.finest)
            if lenses.count > before { shown[cluster.classes, default: 0] += 1 }
        }
    }

    /// Text and data in one lens, as they touch or nearly so.
    private mutating func image(_ subject: Subject) {
        let parts = subject.ranges(.kernelText).ranges + subject.ranges(.kernelData).ranges
        guard let start = parts.map(\.start).min(), let end = parts.map(\.end).max(),
            let whole = AddressRange(start, end)
        else { return }
        if whole.size <= 1 << 30 {
            add(whole, around: whole.size, contained: false)
        } else {
            for part in parts { add(part, around: part.size, contained: false) }
        }
    }

    /// Adds a lens for `range` unless the overview or a lens shows it well enough.
    private mutating func add(
        _ range: AddressRange, around size: UInt64, contained: Bool, finest: AddressRange? = nil
    ) {
        guard range.size < Self.readable * row.columnBytes || contained else { return }
        var bytes = smallest
        while bytes < 2 * size, bytes < row.size { bytes *= 2 }
        var focus = range
        if contained, bytes > row.size / 16 {
            bytes = row.size / 16
            focus = finest ?? range
        }
        guard bytes <= row.size / 4, bytes >= UInt64(Window.columns) else { return }
        guard !lenses.contains(where: { shows(focus, in: $0.window, contained: contained) }) else { return }
        guard lenses.count < Self.limit else {
            omitted += 1
            return
        }
        lenses.append(Lens(window: Self.window(focus, bytes), focus: focus, isCluster: contained))
    }

    private func shows(_ range: AddressRange, in window: Window, contained: Bool) -> Bool {
        guard window.contains(range) else { return false }
        return contained || range.size >= 12 * window.columnBytes
    }

    /// A window of `bytes` with `focus` in its middle, on a round address.
    private static func window(_ focus: AddressRange, _ bytes: UInt64) -> Window {
        let middle = focus.start + focus.size / 2
        let start = middle > bytes / 2 ? (middle - bytes / 2).roundedDown(to: bytes / 16) : 0
        return Window(start: start, columnShift: bytes.trailingZeroBitCount - Window.columnBits)
    }
}

/// Groups of neighbouring runs that are too short to be seen in the overview.
struct LeafClusters {
    struct Cluster {
        var range: AddressRange
        /// The first of its finest runs.
        var finest: AddressRange
        var leaf: LeafClass
        /// How many different leaves meet.
        var classes: Set<LeafClass>
    }

    private(set) var clusters: [Cluster] = []

    init(_ subject: Subject, columnBytes: UInt64) {
        let segments = subject.segments
        let near = 4 * columnBytes
        for (index, segment) in segments.enumerated() where segment.range.size < near {
            let leaf = LeafClass(segment.leaf, subject.granule)
            var around: Set<LeafClass> = [leaf]
            if index > 0 { around.insert(LeafClass(segments[index - 1].leaf, subject.granule)) }
            if index + 1 < segments.count {
                around.insert(LeafClass(segments[index + 1].leaf, subject.granule))
            }
            append(segment.range, leaf, around, near: near)
        }
        clusters.removeAll { $0.classes.count < 2 }
    }

    private mutating func append(
        _ range: AddressRange, _ leaf: LeafClass, _ around: Set<LeafClass>, near: UInt64
    ) {
        guard let last = clusters.last, range.start - last.range.end <= near,
            let joined = AddressRange(last.range.start, range.end)
        else {
            clusters.append(Cluster(range: range, finest: range, leaf: leaf, classes: around))
            return
        }
        var cluster = last
        cluster.range = joined
        cluster.classes.formUnion(around)
        if leaf < cluster.leaf {
            cluster.leaf = leaf
            cluster.finest = range
        }
        clusters[clusters.count - 1] = cluster
    }

    /// More different leaves first, then by address.
    static func isMoreTelling(_ left: Cluster, _ right: Cluster) -> Bool {
        if left.classes.count != right.classes.count { return left.classes.count > right.classes.count }
        return (left.range.start, left.range.end) < (right.range.start, right.range.end)
    }
}
