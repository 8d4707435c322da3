import Arm64
import ProbeKit
import Testing

/// A host with a device tree in descriptor 4.
final class EFIHost: SystemCalls {
    let host: SyntheticHost
    let tree: BytesFile
    init(_ host: SyntheticHost, _ tree: [UInt8]) {
        self.host = host
        self.tree = BytesFile(tree)
    }
    override func read(
        _ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) -> Int {
        descriptor == 4
            ? tree.read(4, into: buffer, at: offset) : host.read(descriptor, into: buffer, at: offset)
    }
    override func stopped() -> Int32 { 0 }
}

@Suite struct EFIMemoryMapTests {
    static func big(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - $0 * 8)) }
    }

    /// A tree with some nodes before /chosen.
    static func tree(size: Int = 96, step: Int = 48, start: Int = 0x5000_0000) -> [UInt8] {
        let names = ["linux,uefi-mmap-start", "linux,uefi-mmap-size", "linux,uefi-mmap-desc-size", "reg"]
        var strings: [UInt8] = []
        var offsets: [Int] = []
        for name in names {
            offsets.append(strings.count)
            strings += Array(name.utf8) + [0]
        }
        func node(_ name: String) -> [UInt8] {
            var bytes = Array(name.utf8) + [0]
            while bytes.count % 4 != 0 { bytes.append(0) }
            return big(1) + bytes
        }
        func property(_ name: Int, _ value: [UInt8]) -> [UInt8] {
            var bytes = value
            while bytes.count % 4 != 0 { bytes.append(0) }
            return big(3) + big(value.count) + big(offsets[name]) + bytes
        }
        var structure = node("") + property(3, [1, 2, 3])
        structure += node("memory@0") + property(0, big(1) + big(1)) + node("chosen") + big(2) + big(2)
        structure += big(4) + node("chosen") + property(3, []) + node("inner") + property(1, big(5)) + big(2)
        structure += property(0, big(0) + big(start)) + property(1, big(size)) + property(2, big(step))
        structure += big(2) + big(2) + big(9)
        let total = 56 + structure.count + strings.count
        return big(0xd00d_feed) + big(total) + big(56) + big(56 + structure.count) + big(40) + big(17)
            + big(16)
            + big(0) + big(strings.count) + big(structure.count) + [UInt8](repeating: 0, count: 16)
            + structure + strings
    }

    /// The map as it lies in memory.
    static func page(_ entries: [[UInt64]]) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: 512)
        for (index, entry) in entries.enumerated() {
            words.replaceSubrange(index * 6..<index * 6 + 5, with: entry)
        }
        return words
    }

    static func host(_ tree: [UInt8], entries: [[UInt64]]) throws -> (KernelMemory, Geometry) {
        let host = KernelMemoryTests.host()
        host.pages[0x5000_0000] = page(entries)
        let memory = try KernelMemory(EFIHost(host, tree), kcore: 3)
        return (memory, try Geometry(vmcoreinfo: memory.vmcoreinfo))
    }

    static let entries: [[UInt64]] = [
        [7, 0x4000_0000, 0, 0x100, 0xf], [0x8000_0001, 0x4010_0000, 0, 1, 0x8000_0000_0000_000f],
    ]

    @Test func `The map is read where the tree says`() throws {
        let (memory, geometry) = try Self.host(Self.tree(), entries: Self.entries)
        let text = try EFIMemoryMap.text(memory, geometry, fdt: 4)
        #expect(
            String(decoding: text, as: UTF8.self) == """
                # from the firmware's memory map, ends exclusive
                0x0000000040000000-0x0000000040100000 7 0x000000000000000f Conventional Memory
                0x0000000040100000-0x0000000040101000 2147483649 0x800000000000000f OEM

                """)
        let short = try EFIMemoryMap.text(memory, geometry, fdt: 4, bytes: 160)
        #expect(String(decoding: short, as: UTF8.self).hasSuffix("Conventional Memory\n# cut off\n"))
    }

    @Test func `What is no map is refused`() throws {
        func failure(_ tree: [UInt8], _ entries: [[UInt64]] = Self.entries) throws -> Failure? {
            let (memory, geometry) = try Self.host(tree, entries: entries)
            return KernelMemoryTests.failure { _ = try EFIMemoryMap.text(memory, geometry, fdt: 4) }
        }
        #expect(try failure([1, 2, 3]) == .invalid)
        #expect(try failure(Self.tree(step: 8)) == .invalid)
        #expect(try failure(Self.tree(size: 1 << 30)) == .invalid)
        #expect(try failure(Self.tree(start: 0x10_0000)) == .inputOutput)
        #expect(try failure(Self.tree(), [[7, 0x4000_0001, 0, 1, 0]]) == .inputOutput)
        #expect(try failure(Self.tree(), [[7, 0x4000_0000, 0, 0, 0]]) == .inputOutput)
        #expect(try failure(Self.tree().map { $0 == 0x6c ? 0x6d : $0 }) == .noData)
    }

    @Test(arguments: 0..<200) func `Damaged trees never crash`(_ seed: UInt64) throws {
        var dice = Dice(state: seed)
        var tree = Self.tree()
        for _ in 0..<3 {
            tree[Int.random(in: 4..<tree.count, using: &dice)] = [
                0, 1, 0xff, UInt8.random(in: 0...255, using: &dice),
            ]
            .randomElement(using: &dice)!
        }
        if seed % 4 == 0 { tree.removeLast(Int.random(in: 0..<tree.count, using: &dice)) }
        let (memory, geometry) = try Self.host(tree, entries: Self.entries)
        _ = KernelMemoryTests.failure { _ = try EFIMemoryMap.text(memory, geometry, fdt: 4) }
    }
}
