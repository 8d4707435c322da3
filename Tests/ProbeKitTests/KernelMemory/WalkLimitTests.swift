import Arm64
import ProbeKit
import Testing

/// Budgets, coverage, and memory that changes or lies.
@Suite struct WalkLimitTests {
    static let shape = Shape(granule: .k4, compiled: 48, actual: 48)

    /// `gigabytes` of memory in pages, each table's pages alike.
    static func pageMapped(_ gigabytes: UInt64) -> SyntheticHost {
        let host = SyntheticHost(shape, banks: [(0x4000_0000, gigabytes << 30)], tablesAt: 0x6000_0000)
        for block in 0..<gigabytes * 512 {
            let start = 0x4000_0000 + block << 21
            host.map(start, level: 3, contiguous: false, valid: true, readOnly: false)
            let (table, _) = host.slot(start, level: 3)
            for page in 1..<512 { host.pages[table]![page] = host.pages[table]![0] + UInt64(page) << 12 }
        }
        return host
    }

    static func covered(_ text: WalkText) -> UInt64 {
        text.leaves.reduce(0) { $0 + $1.size } + text.unread.reduce(0) { $0 + $1.end - $1.start }
    }

    @Test func `With no time for all, what is read lies evenly`() throws {
        let host = Self.pageMapped(4)
        host.microsecondsPerRead = 4000
        let text = try TableWalkTests.walk(host)
        let read = text.numbers["tables"]!.last!
        #expect(read + text.numbers["unread"]![0] == 2048)
        #expect((450...520).contains(read))
        #expect(Self.covered(text) == 4 << 30)
        // Behind the quarter granted beforehand no gap is longer than a few tables.
        let gaps = text.unread.map { ($0.end - $0.start) >> 21 }
        #expect(gaps.max()! <= 14 && gaps.count > 200)
    }

    @Test func `A hiccup leaves no gap where there is time for all`() throws {
        let host = Self.pageMapped(1)
        host.atRead = { reads, _ in
            if reads == 20 { host.now += 400_000 }
            return nil
        }
        let text = try TableWalkTests.walk(host)
        #expect(text.unread.isEmpty && text.numbers["tables"] == [1, 1, 1, 512])
    }

    @Test func `A limit of tables is spread like a limit of time`() throws {
        let host = Self.pageMapped(2)
        var limits = TableWalk.Limits()
        limits.tables = 100
        let text = try TableWalkTests.walk(host, limits)
        #expect(text.numbers["tables"]!.last! <= 100 && text.unread.count > 50)
        #expect(Self.covered(text) == 2 << 30)
    }

    @Test func `Neighbours are taken together`() throws {
        let host = Self.pageMapped(2)
        var limits = TableWalk.Limits()
        limits.clusters = 16
        limits.tables = 256
        let text = try TableWalkTests.walk(host, limits)
        #expect(text.unread.allSatisfy { ($0.end - $0.start) % (64 << 21) == 0 })
    }

    @Test func `Too many runs end in one unread run`() throws {
        let host = Self.pageMapped(1)
        for (table, words) in host.pages where words[1] & 3 == 3 && words[511] != 0 {
            for page in stride(from: 0, to: 512, by: 2) { host.pages[table]![page] |= 1 << 7 }
        }
        var limits = TableWalk.Limits()
        limits.runs = 100
        let text = try TableWalkTests.walk(host, limits)
        #expect(text.leaves.count == 99 && text.unread.count == 1)
        #expect(text.unread[0].end == 0x8000_0000 && Self.covered(text) == 1 << 30)
        #expect(text.comments.contains { $0.hasPrefix("# cut: more runs") })
    }

    @Test func `A walk told to stop says what it did not reach`() throws {
        let host = Self.pageMapped(1)
        let memory = try KernelMemory(host, kcore: 3)
        let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
        for moment in [0, 5, 600] {
            var asked = 0
            let text = WalkText(
                try TableWalk.walk(memory, geometry) {
                    asked += 1
                    return asked > moment
                })
            #expect(Self.covered(text) == 1 << 30 || moment == 600)
            #expect(text.isEnded && (moment == 600) == text.unread.isEmpty)
        }
    }

    @Test func `A table that points at itself is passed over`() throws {
        let host = Self.pageMapped(1)
        host.pages[host.root]![1] = host.root | 3
        let upper = host.decodeTable(host.pages[host.root]![0])
        host.pages[upper]![7] = upper | 3
        let text = try TableWalkTests.walk(host)
        #expect(text.leaves == host.leaves.map { leaf in leaf } || text.leaves.count == 1)
        #expect(text.numbers["mismatched"] == [2])
    }

    @Test func `Every entry a table of tables ends at the limit of tables`() throws {
        let host = SyntheticHost(Self.shape, banks: [(0x4000_0000, 1 << 30)], tablesAt: 0x6000_0000)
        let tables = (0..<3).map { _ in host.newTable() }
        for index in 0..<512 {
            host.pages[host.root]![index] = tables[0] | 3
            host.pages[tables[0]]![index] = tables[1] | 3
            host.pages[tables[1]]![index] = tables[2] | 3
        }
        var limits = TableWalk.Limits()
        limits.upperTables = 1000
        limits.tables = 1000
        let text = try TableWalkTests.walk(host, limits)
        #expect(text.isEnded && text.comments.contains { $0.contains("more tables") })
        #expect(host.reads < 5000)
    }

    @Test func `Tables outside memory are unread, foreign leaves mismatched`() throws {
        let host = SyntheticHost(Self.shape, banks: [(0x4000_0000, 1 << 30)], tablesAt: 0x6000_0000)
        host.map(0x4000_0000, level: 2, contiguous: false, valid: true, readOnly: false)
        let (table, index) = host.slot(0x4000_0000, level: 2)
        host.pages[table]![index + 1] = 0x9_0000_0000 | 3
        host.pages[table]![index + 2] = 0x5_0000_0000 | 1
        host.pages[table]![index + 3] = 0xffff_ffff_ffff_fffe
        let text = try TableWalkTests.walk(host)
        #expect(text.leaves == host.leaves && text.unread.count == 1)
        #expect(text.unread[0].start == 0x4020_0000 && text.unread[0].end == 0x4040_0000)
        #expect(text.numbers["mismatched"] == [2] && text.numbers["unread"] == [1])
    }

    @Test func `Tables in the kernel's image are none of the linear map`() throws {
        let shape = Shape(granule: .k4, compiled: 52, actual: 52)
        let host = SyntheticHost(shape, banks: [(0x4000_0000, 1 << 30)], tablesAt: 0x6000_0000)
        host.map(0x4000_0000, level: 1, contiguous: false, valid: true, readOnly: false)
        let (table, index) = host.slot(0x4000_0000, level: 1)
        host.pages[host.imagePhysical] = [UInt64](repeating: host.encode(host.root) | 3, count: 512)
        // The image's own tables in the root, KASAN's in a table of the linear map.
        host.pages[host.root]![15] = host.imagePhysical | 3
        host.pages[table]![index + 1] = host.imagePhysical | 3
        let text = try TableWalkTests.walk(host)
        #expect(text.numbers["tables"] == [1, 1, 1, 0, 0] && text.numbers["mismatched"] == [0])
        #expect(text.leaves == host.leaves && text.unread.isEmpty)
    }

    @Test func `A read that fails leaves its table unread`() throws {
        let host = Self.pageMapped(1)
        host.atRead = { reads, _ in reads > 60 && reads % 10 == 0 ? -14 : reads % 7 == 0 ? -4 : nil }
        let memory = try KernelMemory(host, kcore: 3)
        let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
        let text = WalkText(try TableWalk.walk(memory, geometry))
        #expect(text.isEnded)
    }

    @Test(arguments: 0..<40) func `Noise in the tables is survived`(_ seed: UInt64) throws {
        var dice = Dice(state: seed)
        let shape = TableWalkTests.shapes[Int(seed) % TableWalkTests.shapes.count]
        let host = SyntheticHost(shape, banks: [(0x4000_0000, 1 << 30)], tablesAt: 0x6000_0000)
        for _ in 0..<40 {
            host.map(
                0x4000_0000 + (UInt64.random(in: 0..<64, using: &dice) * shape.granule.pageSize),
                level: 3, contiguous: false, valid: true, readOnly: false)
        }
        for (table, words) in host.pages {
            for _ in 0..<30 {
                let noise = UInt64.random(in: 0...(.max), using: &dice)
                let low = host.encode(0x4000_0000 + noise % 16 * shape.granule.pageSize) | noise >> 40 & 0xfff
                host.pages[table]![Int(noise >> 50) % words.count] = Bool.random(using: &dice) ? noise : low
            }
        }
        var limits = TableWalk.Limits()
        limits.upperTables = 2000
        limits.tables = 2000
        let text = try TableWalkTests.walk(host, limits)
        #expect(text.isEnded)
        var last: UInt64 = 0
        for range
            in (text.leaves.map { ($0.start, $0.start + $0.size) } + text.unread.map { ($0.start, $0.end) })
            .sorted(by: { $0.0 < $1.0 })
        {
            #expect(range.0 >= last && range.1 > range.0 && range.1 <= 1 << 52)
            last = range.1
        }
    }
}
