import Arm64
import LinearMap

/// Runs of equal translations over the address space, found by address.
struct SegmentTable: Sendable {
    /// Addresses `first ... last` that are translated alike.
    struct Run: Sendable {
        var first: UInt64
        var last: UInt64
        /// Index into `kinds`.
        var kind: UInt8
    }

    /// The different translations. There are few: three leaf sizes, with and without hint, valid or not.
    private(set) var kinds: [TranslationMap.Translation] = []
    /// Ascending, without overlap.
    private(set) var runs: [Run] = []
    /// For each stretch of 2^stretchShift bytes the first run that ends in or behind it, and the number of runs.
    private var firstRun: [UInt32] = []
    private var stretchShift: UInt64 = 0

    /// Whether one translation holds everywhere.
    var isUniform: Bool { runs.count == 1 && runs[0].first == 0 && runs[0].last == .max }

    init(_ layout: Layout) {
        for segment in layout.segments {
            let leaf = segment.leaf
            append(
                segment.range.start, segment.range.end - 1,
                TranslationMap.Translation(
                    size: leaf.size, reach: leaf.reach(layout.granule),
                    level: Self.level(of: leaf.size, layout.granule), valid: segment.valid))
        }
        index()
    }

    init(everywhere page: UInt64, granule: Granule) {
        let level = Self.level(of: page, granule)
        append(0, .max, TranslationMap.Translation(size: page, reach: page, level: level))
        index()
    }

    private mutating func append(_ first: UInt64, _ last: UInt64, _ translation: TranslationMap.Translation) {
        let known = kinds.firstIndex(of: translation)
        if known == nil, kinds.count <= UInt8.max { kinds.append(translation) }
        let kind = UInt8(known ?? kinds.count - 1)
        if let before = runs.last, before.kind == kind, before.last &+ 1 == first {
            runs[runs.count - 1].last = last
        } else {
            runs.append(Run(first: first, last: last, kind: kind))
        }
    }

    /// The deepest level whose entries are not larger than `size`.
    private static func level(of size: UInt64, _ granule: Granule) -> Int {
        [1, 2].first { granule.entrySize(level: $0) <= size } ?? 3
    }

    /// Cuts the mapped part of the address space into at most 16384 stretches.
    private mutating func index() {
        guard let end = runs.last?.last else { return }
        stretchShift = UInt64(max(0, 50 - end.leadingZeroBitCount))
        var run = 0
        for stretch in 0...(end >> stretchShift) {
            while runs[run].last < stretch << stretchShift { run += 1 }
            firstRun.append(UInt32(run))
        }
        firstRun.append(UInt32(runs.count - 1))
    }

    /// The run that holds `address`.
    func run(of address: UInt64) -> Run? {
        withLookup { $0.run(of: address) }
    }

    /// Gives `body` what looks up many addresses, without the checks that each access to an array makes.
    func withLookup<Result>(_ body: (Lookup) -> Result) -> Result {
        runs.withUnsafeBufferPointer { runs in
            firstRun.withUnsafeBufferPointer { firstRun in
                body(Lookup(runs: runs, firstRun: firstRun, shift: stretchShift))
            }
        }
    }

    /// Finds runs. All indices come from `index()`, which made them within bounds.
    struct Lookup {
        let runs: UnsafeBufferPointer<Run>
        let firstRun: UnsafeBufferPointer<UInt32>
        let shift: UInt64

        @inline(__always)
        func run(of address: UInt64) -> Run? {
            let stretch = address &>> shift
            // The last element is no stretch, but the bound of the one before.
            guard stretch &+ 1 < UInt64(firstRun.count) else { return nil }
            var low = Int(firstRun[Int(truncatingIfNeeded: stretch)])
            var high = Int(firstRun[Int(truncatingIfNeeded: stretch &+ 1)])
            while low < high {
                let middle = (low &+ high) / 2
                if runs[middle].last < address { low = middle &+ 1 } else { high = middle }
            }
            let run = runs[low]
            return address >= run.first && address <= run.last ? run : nil
        }
    }
}
