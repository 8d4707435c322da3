import Arm64
import ProbeKit
import Testing

/// A kernel that splits blocks while it is walked, as `split_kernel_leaf_mapping()` does since 6.18: the contiguous hints
/// of a group go one entry after the other, and a block becomes a table that was filled before.
final class SplittingKernel {
    let host: SyntheticHost
    private(set) var splits = 0
    private var dice: Dice
    private let banks: ClosedRange<UInt64>

    init(_ host: SyntheticHost, seed: UInt64) {
        self.host = host
        dice = Dice(state: seed)
        let bank = host.banks[0]
        banks = bank.start...(bank.start + bank.size - 1)
    }

    /// Splits the leaf that maps some page, down to pages.
    func splitSomewhere() {
        let address = UInt64.random(in: banks, using: &dice) & ~(host.shape.granule.pageSize - 1)
        for level in max(1, host.firstLevel)..<3 where split(address, level: level) { splits += 1 }
    }

    private func split(_ address: UInt64, level: Int) -> Bool {
        let (table, index) = host.slot(address, level: level)
        let entry = host.pages[table]![index]
        guard entry & 3 == 1 else { return false }
        if entry & SyntheticHost.contiguous != 0 { loosen(table, index, level) }
        let below = host.newTable()
        let start = host.decodeBlock(host.pages[table]![index])
        let step = host.size(level: level + 1)
        for place in 0..<host.pages[below]!.count {
            host.pages[below]![place] =
                host.encode(start + UInt64(place) * step) | 1 << 10 | SyntheticHost.contiguous
                | (level == 2 ? 3 : 1)
        }
        host.pages[table]![index] = host.encode(below) | 3
        return true
    }

    /// The hint goes from the whole group.
    private func loosen(_ table: UInt64, _ index: Int, _ level: Int) {
        let granule = host.shape.granule
        let count = Int((level == 2 ? granule.contPmdSize : granule.contPteSize) / host.size(level: level))
        let first = index / count * count
        for place in first..<first + count { host.pages[table]![place] &= ~SyntheticHost.contiguous }
    }
}

@Suite struct ConcurrentSplitTests {
    static let shapes = [
        Shape(granule: .k4, compiled: 48, actual: 48, release: "6.18.0"),
        Shape(granule: .k4, compiled: 52, actual: 52, release: "7.3.4"),
        Shape(granule: .k16, compiled: 52, actual: 52, release: "6.18.0"),
        Shape(granule: .k64, compiled: 52, actual: 52, release: "7.3.4"),
    ]

    /// Memory in the largest blocks.
    static func host(_ shape: Shape) -> SyntheticHost {
        let granule = shape.granule
        let size: UInt64 = granule == .k64 ? 16 << 30 : 4 << 30
        // The tables lie behind the memory that is mapped, in a bank of their own.
        let host = SyntheticHost(
            shape, banks: [(16 << 30, size), (64 << 30, 1 << 30)], tablesAt: 64 << 30)
        let level = granule.hasPudLeaf ? 1 : 2
        for place in stride(from: 16 << 30, to: 16 << 30 + size, by: Int(host.size(level: level))) {
            host.map(place, level: level, contiguous: level == 2, valid: true, readOnly: false)
        }
        return host
    }

    @Test(arguments: shapes, [1, 2, 3, 4, 5] as [UInt64])
    func `Splits during a walk cost nothing, and make no leaf that never was`(_ shape: Shape, _ seed: UInt64)
        throws
    {
        let host = Self.host(shape)
        let kernel = SplittingKernel(host, seed: seed)
        let bank = host.banks[0]
        host.atRead = { _, _ in
            kernel.splitSomewhere()
            return nil
        }
        let text = try TableWalkTests.walk(host)
        #expect(kernel.splits > 10)
        #expect(text.isEnded && text.unread.isEmpty && text.numbers["mismatched"] == [0])
        // All of it once, in order, in leaves that the tables had at some moment.
        var place = bank.start
        for leaf in text.leaves {
            #expect(leaf.start == place && leaf.size % leaf.leaf == 0 && leaf.start % leaf.leaf == 0)
            #expect(leaf.valid && !leaf.readOnly)
            #expect((1...3).contains { host.size(level: $0) == leaf.leaf })
            place += leaf.size
        }
        #expect(place == bank.start + bank.size)
    }

    @Test(arguments: shapes) func `Memory that goes while it is walked leaves no leaf of another's`(
        _ shape: Shape
    ) throws {
        let host = Self.host(shape)
        let kernel = SplittingKernel(host, seed: 9)
        for _ in 0..<30 { kernel.splitSomewhere() }
        let tables = host.pages.keys.filter { $0 > 64 << 30 }.sorted()
        // Half-way through, tables are freed and hold something else.
        let before = host.reads
        host.atRead = { reads, _ in
            if reads - before == 20 {
                for (number, table) in tables.enumerated() where number % 2 == 1 {
                    for place in host.pages[table]!.indices {
                        host.pages[table]![place] =
                            0xdead_beef_0000_0000 &+ UInt64(place) &* 0x1_0000_0000_0003
                    }
                }
            }
            return nil
        }
        let text = try TableWalkTests.walk(host)
        #expect(text.isEnded)
        let bank = host.banks[0]
        for leaf in text.leaves {
            #expect(leaf.start >= bank.start && leaf.start + leaf.size <= bank.start + bank.size)
        }
    }
}
