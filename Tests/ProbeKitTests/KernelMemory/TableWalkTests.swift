import Arm64
import ProbeKit
import Testing

@Suite struct TableWalkTests {
    static let shapes: [Shape] = [
        Shape(granule: .k4, compiled: 39, actual: 39),
        Shape(granule: .k4, compiled: 48, actual: 48, release: "5.10.223"),
        Shape(granule: .k4, compiled: 48, actual: 48, physOffset: 0xffff_ff9c_0000_0000),
        Shape(granule: .k4, compiled: 52, actual: 52),
        Shape(granule: .k4, compiled: 52, actual: 48, physOffset: 0xfff1_0000_4000_0000),
        Shape(granule: .k4, compiled: 48, actual: 48, release: "4.18.0-240.el8.aarch64"),
        Shape(granule: .k4, compiled: 48, actual: 48, release: "4.18.0-372.el8.aarch64"),
        Shape(granule: .k16, compiled: 36, actual: 36),
        Shape(granule: .k16, compiled: 47, actual: 47),
        Shape(granule: .k16, compiled: 48, actual: 48),
        Shape(granule: .k16, compiled: 52, actual: 52, release: "6.18.0"),
        Shape(granule: .k16, compiled: 52, actual: 47, physOffset: 0xfff0_8000_4000_0000),
        Shape(granule: .k64, compiled: 42, actual: 42),
        Shape(granule: .k64, compiled: 48, actual: 48),
        Shape(granule: .k64, compiled: 52, actual: 52, release: "5.10.1"),
        Shape(granule: .k64, compiled: 52, actual: 52, release: "7.3.4"),
        Shape(granule: .k64, compiled: 52, actual: 48, physOffset: 0xfff0_ffff_4000_0000 &+ 0x1_0000_0000),
    ]

    /// Banks of memory that fit the shape: near the start, and where the address bits above 48 are needed.
    static func banks(_ shape: Shape) -> [(start: UInt64, size: UInt64)] {
        var banks: [(start: UInt64, size: UInt64)] = [(0x4000_0000, 5 << 30)]
        if shape.actual == 36 { banks = [(0x4000_0000, 5 << 30)] }
        if shape.actual == 52, shape.release != "5.10.1" { banks.append((1 << 51, 2 << 30)) }
        if shape.release == "5.10.1" { banks.append((1 << 50, 4 << 30)) }
        return banks
    }

    /// A layout of blocks, groups, pages, holes and invalid entries, as no kernel would make it.
    static func fill(_ host: SyntheticHost, _ dice: inout Dice) {
        let granule = host.shape.granule
        for bank in host.banks {
            var place = bank.start
            while place < bank.start + bank.size {
                let rest = bank.start + bank.size - place
                let readOnly = Bool.random(using: &dice)
                switch Int.random(in: 0..<12, using: &dice) {
                case 0: place += min(rest, granule.pmdSize)
                case 1...3 where granule == .k4 && place % granule.pudSize == 0 && rest >= granule.pudSize:
                    host.map(place, level: 1, contiguous: false, valid: true, readOnly: readOnly)
                    place += granule.pudSize
                case 4...6 where rest >= granule.contPmdSize && place % granule.contPmdSize == 0:
                    for offset in stride(from: 0, to: granule.contPmdSize, by: Int(granule.pmdSize)) {
                        host.map(
                            place + offset, level: 2, contiguous: true, valid: true, readOnly: readOnly)
                    }
                    place += granule.contPmdSize
                case 7,
                    8 where host.pages.count < 400 * 4096 / Int(granule.pageSize):
                    pages(host, place, &dice)
                    place += granule.pmdSize
                default:
                    let valid = Int.random(in: 0..<4, using: &dice) > 0
                    host.map(place, level: 2, contiguous: false, valid: valid, readOnly: readOnly)
                    place += granule.pmdSize
                }
            }
        }
    }

    static func pages(_ host: SyntheticHost, _ start: UInt64, _ dice: inout Dice) {
        let granule = host.shape.granule
        for group in stride(from: start, to: start + granule.pmdSize, by: Int(granule.contPteSize)) {
            let contiguous = Bool.random(using: &dice)
            for page in stride(from: group, to: group + granule.contPteSize, by: Int(granule.pageSize)) {
                let roll = contiguous ? 9 : Int.random(in: 0..<20, using: &dice)
                if roll == 0 { continue }
                host.map(page, level: 3, contiguous: contiguous, valid: roll > 1, readOnly: roll == 2)
            }
        }
    }

    static func walk(_ host: SyntheticHost, _ limits: TableWalk.Limits = TableWalk.Limits()) throws
        -> WalkText
    {
        let memory = try KernelMemory(host, kcore: 3)
        let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
        return WalkText(try TableWalk.walk(memory, geometry, limits))
    }

    @Test(arguments: shapes) func `A walk finds what was built, leaf for leaf`(_ shape: Shape) throws {
        for seed in 1...1 as ClosedRange<UInt64> {
            var dice = Dice(state: seed)
            // The tables stand at the end of the first bank, as the kernel allocates from the top.
            let host = SyntheticHost(
                shape, banks: Self.banks(shape), tablesAt: shape.hasLPA2 ? 1 << 51 : 0x1_4000_0000)
            Self.fill(host, &dice)
            var limits = TableWalk.Limits()
            limits.bytes = 64 << 20
            limits.runs = 1 << 20
            let text = try Self.walk(host, limits)
            #expect(text.leaves == host.leaves)
            #expect(text.isEnded && text.unread.isEmpty && text.comments == ["# linmap-walk 1"])
            #expect(text.numbers["mismatched"] == [0] && text.numbers["unread"] == [0])
            #expect(text.numbers["va-bits"] == [shape.actual])
            #expect(text.numbers["tables"]?.reduce(0, +) == host.pages.count)
            #expect(text.numbers["tables"]?.count == text.numbers["levels"]?.first)
        }
    }

    @Test func `Short reads change nothing`() throws {
        var dice = Dice(state: 5)
        let host = SyntheticHost(Self.shapes[1], banks: [(0x4000_0000, 1 << 30)], tablesAt: 0x7000_0000)
        Self.fill(host, &dice)
        host.shortReads = true
        #expect(try Self.walk(host).leaves == host.leaves)
    }

    @Test func `A realm's shared memory counts as what it is`() throws {
        let host = SyntheticHost(Self.shapes[1], banks: [(0x4000_0000, 1 << 30)], tablesAt: 0x7000_0000)
        for page in 0..<512 as Range<UInt64> {
            host.map(
                0x4000_0000 + page * 4096, level: 3, contiguous: false, valid: true, readOnly: false,
                extra: page % 3 == 0 ? 1 << 47 : 0)
        }
        let text = try Self.walk(host)
        #expect(text.leaves == host.leaves && text.numbers["mismatched"] == [0])
    }
}
