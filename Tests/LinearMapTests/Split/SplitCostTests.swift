import Arm64
import HostFacts
import Testing

@testable import LinearMap

/// What a live split costs, held to real tables split entry by entry (`LiveTables`).
@Suite struct SplitCostTests {
    // MARK: - Maps to split

    /// One leaf of every kind the granule has, one behind the other, and a hole.
    private static func segments(_ granule: Granule) -> [Segment] {
        var segments: [Segment] = []
        var address: UInt64 = 0
        func add(_ bytes: UInt64, _ leaf: Leaf) {
            segments.append(Segment(range: AddressRange(address, address + bytes)!, leaf: leaf))
            address += bytes
        }
        if granule.hasPudLeaf { add(2 * granule.pudSize, Leaf(size: granule.pudSize)) }
        let groups: UInt64 = granule == .k64 ? 1 : 2
        if granule != .k64 {
            add(groups * granule.contPmdSize, Leaf(size: granule.pmdSize, contiguous: true))
        }
        add(3 * granule.pmdSize, Leaf(size: granule.pmdSize))
        add(2 * granule.pmdSize, Leaf(size: granule.pageSize, contiguous: true))
        add(granule.pmdSize, Leaf(size: granule.pageSize))
        address += granule.pmdSize
        add(granule.pmdSize, Leaf(size: granule.pmdSize))
        return segments
    }

    private static func tables(_ granule: Granule) -> LiveTables {
        LiveTables(segments(granule), granule: granule, roots: granule.hasPudLeaf ? 3 : 1)
    }

    private static func prediction(_ granule: Granule) -> Prediction {
        var host = Make.host(v(6, 18))
        host.geometry.granule = Sourced(granule, Make.evidence())
        return Predictor.predict(host).with(segments(granule), granule)
    }

    /// Ranges with their ends wherever page, group and block boundaries are, and beside them.
    private static func ranges(_ granule: Granule, count: Int) -> [AddressRange] {
        var random = SplitMix(seed: granule.pageSize)
        let end = segments(granule).last!.range.end
        let steps = [
            granule.pageSize, granule.contPteSize, granule.pmdSize, min(granule.contPmdSize, end / 2),
            granule.hasPudLeaf ? granule.pudSize : granule.pmdSize,
        ]
        func cut() -> UInt64 {
            let step = steps[Int(random.next() % UInt64(steps.count))]
            return random.next() % (end / step + 1) * step
        }
        var ranges: [AddressRange] = []
        while ranges.count < count {
            let start = cut()
            let stop = ranges.count % 3 == 0 ? start + granule.pageSize : cut()
            guard let range = AddressRange(min(start, stop), max(start, stop)), range.end <= end,
                segments(granule).contains(where: { $0.range.overlaps(range) })
            else { continue }
            ranges.append(range)
        }
        return ranges
    }

    private static func entry(_ cost: SplitCost, _ method: SplitMethod) -> SplitWork? {
        cost.entries.first { $0.method == method }?.work
    }

    // MARK: - The kernel's ways

    @Test(arguments: Granule.allCases)
    func `the kernel's split is counted as it happens`(granule: Granule) throws {
        for range in Self.ranges(granule, count: 60) {
            let cost = try SplitCost(Self.prediction(granule), range, goal: .ends)
            let work = try #require(Self.entry(cost, .linux))
            let tables = Self.tables(granule)
            tables.splitKernelLeafMapping(range.start, range.end)
            #expect(work.tables == UInt64(tables.tables), "\(range)")
            #expect(work.newEntries == UInt64(tables.newEntries), "\(range)")
            #expect(work.liveWrites == UInt64(tables.liveWrites), "\(range)")
            let barriers = tables.liveWrites > 0 ? tables.storeBarriers + 1 : 0
            #expect(work.dataBarriers == UInt64(barriers), "\(range)")
            #expect(work.invalidations == 0 && work.rounds == 0)
            // The change that follows writes every entry of the range once.
            let inside = tables.leaves.count { range.contains($0.key) }
            #expect(cost.change?.entries == UInt64(inside), "\(range)")
        }
    }

    @Test(arguments: Granule.allCases)
    func `rewriting a range as pages is counted as it happens`(granule: Granule) throws {
        for range in Self.ranges(granule, count: granule == .k4 ? 5 : 9) {
            let cost = try SplitCost(Self.prediction(granule), range, goal: .pages)
            let work = try #require(Self.entry(cost, .kfence))
            let tables = Self.tables(granule)
            let before = tables.leaves
            tables.rangeSplitToPages(range)
            #expect(work.tables == UInt64(tables.tables), "\(range)")
            #expect(work.newEntries == UInt64(tables.newEntries), "\(range)")
            #expect(work.liveWrites == UInt64(tables.liveWrites), "\(range)")
            let leaves = try #require(cost.entries.first { $0.method == .kfence }?.leaves)
            #expect(leaves == Self.changed(before, tables.leaves, granule), "\(range)")
            let repaint = try #require(Self.entry(cost, .repaint))
            #expect(repaint.liveWrites == work.liveWrites)
            #expect(repaint.invalidations == (work.liveWrites > 0 ? 1 : 0))
        }
    }

    /// The entries that map the memory of all leaves and groups that changed.
    private static func changed(
        _ before: [UInt64: Leaf], _ after: [UInt64: Leaf], _ granule: Granule
    ) -> [Leaf: UInt64] {
        var spans: Set<AddressRange> = []
        for (address, leaf) in before where after[address] != leaf {
            let reach = leaf.reach(granule)
            let start = address / reach * reach
            spans.insert(AddressRange(start, start + reach)!)
        }
        var leaves: [Leaf: UInt64] = [:]
        let sorted = AddressSet(spans.sorted { $0.start < $1.start })
        for (address, leaf) in after where sorted.ranges.contains(where: { $0.contains(address) }) {
            leaves[leaf, default: 0] += 1
        }
        return leaves
    }

    // MARK: - The architecture's ways

    /// The final tables: split at every page boundary of the range, or at its two ends.
    private static func final(_ granule: Granule, _ range: AddressRange, _ goal: SplitGoal) -> LiveTables {
        let tables = tables(granule)
        switch goal {
        case .ends:
            tables.splitAt(range.start)
            tables.splitAt(range.end)
        case .pages:
            for address in stride(from: range.start, to: range.end, by: Int(granule.pageSize)) {
                tables.splitAt(address)
                tables.splitAt(address + granule.pageSize)
            }
        }
        return tables
    }

    @Test(arguments: Granule.allCases, SplitGoal.allCases)
    func `building aside replaces each leaf at one stroke`(granule: Granule, goal: SplitGoal) throws {
        for range in Self.ranges(granule, count: goal == .ends ? 40 : 5) {
            let cost = try SplitCost(Self.prediction(granule), range, goal: goal)
            let first = Self.tables(granule), last = Self.final(granule, range, goal)
            let old = first.leaves, new = last.leaves
            var lone = 0, grouped = 0, tablesInGroups = 0
            var units: Set<UInt64> = [], broken: Set<UInt64> = []
            for (address, leaf) in old where new[address] != leaf {
                let reach = leaf.reach(granule)
                units.insert(address / reach * reach)
                if leaf.contiguous { grouped += 1 } else { lone += 1 }
                let isTable = new[address]?.size != leaf.size
                if leaf.contiguous, isTable { tablesInGroups += 1 }
                if isTable { broken.insert(address / reach * reach) }
            }
            let make = try #require(Self.entry(cost, .breakBeforeMake))
            #expect(make.tables == UInt64(last.tables), "\(range)")
            #expect(make.newEntries == UInt64(last.newEntries), "\(range)")
            #expect(make.rounds == UInt64(units.count), "\(range)")
            #expect(make.invalidations == UInt64(lone + grouped), "\(range)")
            #expect(make.liveWrites == UInt64(2 * (lone + grouped)), "\(range)")
            #expect(make.windows == make.rounds)
            let direct = try #require(Self.entry(cost, .direct))
            #expect(direct.liveWrites == UInt64(lone + grouped) && direct.windows == 0)
            let bit = try #require(Self.entry(cost, .notTranslated))
            #expect(bit.liveWrites == UInt64(2 * lone + grouped + 2 * tablesInGroups), "\(range)")
            let leaves = cost.entries.first { $0.method == .direct }?.leaves
            #expect(leaves == Self.changed(old, new, granule), "\(range)")
        }
    }

    // MARK: - By hand

    /// As the kernel's rules have it: one page out of 1 GiB.
    @Test func `one page of a 1 GiB block costs two tables and 34 live writes`() throws {
        let range = AddressRange(0x1234_5000, 0x1234_6000)!
        let cost = try SplitCost(Self.prediction(.k4), range, goal: .ends)
        let linux = try #require(cost.entries.first { $0.method == .linux })
        #expect(linux.work.tables == 2 && linux.work.newEntries == 1024)
        #expect(linux.work.liveWrites == 1 + 16 + 1 + 16)
        #expect(linux.work.dataBarriers == 3 && linux.work.instructionBarriers == 1)
        #expect(
            linux.leaves == [
                Leaf(size: 2 << 20, contiguous: true): 31 * 16, Leaf(size: 2 << 20): 15,
                Leaf(size: 4096, contiguous: true): 31 * 16, Leaf(size: 4096): 16,
            ])
        let make = try #require(Self.entry(cost, .breakBeforeMake))
        #expect(make.liveWrites == 2 && make.invalidations == 1 && make.rounds == 1)
        #expect(cost.change?.work.invalidations == 1)
    }

    @Test func `a range whose leaves fit already costs nothing`() throws {
        let cost = try SplitCost(Self.prediction(.k4), AddressRange(0, 1 << 30)!, goal: .ends)
        #expect(cost.entries.allSatisfy { $0.work == SplitWork() })
        #expect(cost.before.isEmpty)
        #expect(cost.change?.entries == 1)
        // Too long to invalidate page by page.
        #expect(cost.change?.isWhole == true && cost.change?.work.invalidations == 1)
    }

    @Test func `ends beside pages and ranges without memory are refused`() {
        let prediction = Self.prediction(.k16)
        #expect(throws: SplitCost.Refusal.unaligned(pageSize: 16384)) {
            try SplitCost(prediction, AddressRange(0x1000, 0x4000)!, goal: .ends)
        }
        #expect(throws: SplitCost.Refusal.unmapped) {
            try SplitCost(prediction, AddressRange(1 << 45, 1 << 46)!, goal: .pages)
        }
    }

    @Test func `range instructions cover a range as the kernel's loop does`() {
        for pages in [UInt64(1), 2, 3, 63, 64, 65, 511, 512, 4097, 65535, 1 << 20, 1 << 21] {
            // The kernel's loop, from the largest scale down; a last page by itself.
            var left = pages, count: UInt64 = 0, scale = 3
            while left > 0 {
                if left == 1 {
                    count += 1
                    break
                }
                let units = min(left, UInt64(32) << UInt64(5 * scale + 1)) >> UInt64(5 * scale + 1)
                if units > 0 {
                    count += 1
                    left -= units << UInt64(5 * scale + 1)
                }
                scale -= 1
            }
            #expect(PermissionChange.rangeInstructions(pages) == count, "\(pages)")
        }
    }
}

extension Prediction {
    /// The same with another map.
    fileprivate func with(_ segments: [Segment], _ granule: Granule) -> Prediction {
        Prediction(
            host: host, granule: granule, vaBits: vaBits, version: version, mapping: mapping,
            isMappingCertain: isMappingCertain, kfencePool: nil,
            layout: Layout(segments: segments, tables: TableCount(), granule: granule), reasons: reasons,
            unknowns: unknowns, remarks: remarks)
    }
}

/// A small generator, so that the ranges are the same in every run.
private struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
