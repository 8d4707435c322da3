import Arm64
import Testing

@testable import LinearMap

@Suite("The crash kernel's memory against a slow reference")
struct SlowCrashTests {
    /// One version of each way to read or to reserve.
    static let versions = [
        v(4, 19), v(5, 10), v(5, 15), v(5, 19), v(6, 1), v(6, 3), v(6, 5), v(6, 8), v(6, 10), v(6, 12),
        v(6, 16),
        v(6, 17), v(7, 2), v(7, 3),
    ]

    private func random(_ count: Int, _ generator: inout Seeded) -> Int {
        Int(UInt64.random(in: 0..<UInt64(count), using: &generator))
    }

    private func expectSameReading(_ line: String, _ version: KernelVersion, ram: UInt64) {
        let fast: SlowCrashkernelText.Outcome =
            switch CrashkernelOption(line, version: version, systemRAM: ram).verdict {
            case .absent: .absent
            case .refused(let logged, _): .refused(logged ?? "")
            case .request(let request): .request(request)
            }
        let slow = SlowCrashkernelText(line, version, ram: ram).outcome
        #expect(fast == slow, "\(version.text), \(ram): \(line)")
    }

    @Test("every written form is read alike, by every version")
    func forms() {
        let values = [
            "", "0", "0M", "K", "256M", "256MB", "0x10000000", "0x", "0xg", "08", "01000K", "1g", "16E",
            "17179869184G",
            "18446744073709551616", "18446744073709551615", "-1", "+1", "256M@", "256M@0x50000000", "256M@x",
            "256M@1G,high", "256M,high", "256M,low", "256M,cma", "256M,high,low", "256M,HIGH", "9T", "8G",
            "1G-4G:192M",
            "1G-:256M", "0-2G:1G,2G-:0", "0-2G:1G,2G-:256M@", "0-:8G", "0-:256M@1G", "0-:256M@1G,high",
            "2G-1G:1M",
            "1G:256M", "1G-2G", "1G-2G:", "-2G:64M", "0-1G:64M,1G-2G:128M,2G-64G:512M@0x60000000", "0-:1M:2M",
        ]
        for version in Self.versions {
            for ram: UInt64 in [1 << 30, (4 << 30) - 4096, 8 << 30] {
                for value in values {
                    for other in ["", " crashkernel=1G,high", " crashkernel=64M,low", " crashkernel=1G,cma"] {
                        expectSameReading("quiet crashkernel=\(value)\(other) ro", version, ram: ram)
                        expectSameReading("\(other) crashkernel=\(value)", version, ram: ram)
                    }
                }
            }
        }
    }

    @Test("random text is read alike (3000 lines)")
    func text() {
        var generator = Seeded(state: 5)
        let words = [
            "crashkernel=", "crashkernel=", " ", " ", "256M", "1G", "0", "x", "0x1f", "K", "E", "@", "-", ":",
            ",", ",high",
            ",low", ",cma", "\"", "foo", "7", "\t",
        ]
        for index in 0..<3000 {
            var line = "crashkernel="
            for _ in 0..<random(12, &generator) { line += words[random(words.count, &generator)] }
            expectSameReading(line, Self.versions[index % Self.versions.count], ram: 6 << 30)
        }
    }

    /// A machine of up to 12 GiB: regions that may touch, each of its own node, and what is taken.
    private func machine(_ version: KernelVersion, _ generator: inout Seeded) -> (
        CrashReserver, SlowCrashReservation
    ) {
        let cell = SlowCrashReservation.cell
        let count = Int((12 << 30) / cell)
        var cells = [Int?](repeating: nil, count: count)
        var memory: [AddressRange] = [], edges: [UInt64] = []
        var at = random(512, &generator)
        for region in 0..<(1 + random(4, &generator)) {
            let end = min(at + 1 + random(7500, &generator), count)
            guard at < end else { break }
            for index in at..<end { cells[index] = region }
            if let last = memory.last, last.end == UInt64(at) * cell { edges.append(last.end) }
            memory.append(AddressRange(UInt64(at) * cell, UInt64(end) * cell)!)
            at = end + (random(2, &generator) == 0 ? 0 : random(2500, &generator))
        }
        let regions = cells
        var reserved: [AddressRange] = []
        for _ in 0..<random(14, &generator) {
            let start = random(count - 1, &generator)
            let end = min(start + 1 + random(1100, &generator), count)
            for index in start..<end { cells[index] = nil }
            reserved.append(AddressRange(UInt64(start) * cell, UInt64(end) * cell)!)
        }
        let hasZones = random(4, &generator) > 0
        let top: UInt64 = 1 << 48
        let limit = hasZones ? [UInt64(1) << 30, 3 << 30, 4 << 30][random(3, &generator)] : top
        var allocator = EarlyAllocator(memory: AddressSet(memory), reserved: AddressSet(reserved))
        allocator.edges = edges
        var reserver = CrashReserver(allocator, dmaLimit: limit, pageSize: 4096, algorithm: .init(version))
        reserver.addressLimit = top
        let slow = SlowCrashReservation(
            cells: cells, regions: regions, lowLimit: limit, highLimit: top, version: version,
            pageSize: 4096)
        return (reserver, slow)
    }

    private func request(_ version: KernelVersion, _ generator: inout Seeded) -> CrashkernelOption.Request {
        let sizes: [UInt64] = [1, 4097, 64 << 20, 256 << 20, (512 << 20) + 12345, 1 << 30, 3 << 30]
        var request = CrashkernelOption.Request(size: sizes[random(sizes.count, &generator)])
        switch random(4, &generator) {
        case 0: request.base = UInt64(1 + random(6 * 1024, &generator)) << 21
        case 1: request.base = UInt64(1 + random(100_000, &generator)) << 16
        case 2 where version >= v(5, 19):
            request.isHigh = true
            request.lowSize = [nil, 0, 64 << 20, 1 << 30][random(4, &generator)]
        default: break
        }
        return request
    }

    @Test("the place is the one that trying every place finds, in every version (1400 machines)")
    func places() {
        var generator = Seeded(state: 23)
        var seen: Set<String> = []
        for index in 0..<1400 {
            let version = Self.versions[index % Self.versions.count]
            let (reserver, slow) = machine(version, &generator)
            let request = request(version, &generator)
            let fast = reserver.reserve(request)
            // A touching region of another node only matters from 5.11 on; here every allocator has them.
            switch slow.outcome(request) {
            case .pieces(let low, let region):
                let wanted = [low.map { ($0, "low") }, (region, "crash")].compactMap { $0 }
                #expect(
                    fast.pieces.map(\.range) == wanted.map(\.0)
                        && fast.pieces.map(\.kind.rawValue) == wanted.map(\.1),
                    "\(version.text) \(request)")
                seen.insert(low == nil ? "region" : "low")
            case .failure(let words):
                #expect(fast.failure == words && !fast.isEndless, "\(version.text) \(request)")
                seen.insert(String(words.prefix(34)))
            case .endless:
                #expect(fast.isEndless && fast.pieces.isEmpty, "\(version.text) \(request)")
                seen.insert("endless")
            }
        }
        #expect(seen.count > 6, "\(seen)")
    }

    @Test(
        "without DMA zones a request that does not fit hangs the kernels that look again, and is no request to others"
    )
    func endless() {
        let allocator = EarlyAllocator(
            memory: AddressSet([AddressRange(1 << 30, 2 << 30)!]), reserved: AddressSet())
        func reserve(_ version: KernelVersion, _ size: UInt64, high: Bool) -> CrashReservation {
            var reserver = CrashReserver(
                allocator, dmaLimit: 1 << 48, pageSize: 4096, algorithm: .init(version))
            reserver.addressLimit = 1 << 48
            var request = CrashkernelOption.Request(size: size)
            request.isHigh = high
            return reserver.reserve(request)
        }
        for version in [v(6, 2), v(6, 5), v(6, 7), v(6, 12), v(7, 3)] {
            #expect(reserve(version, 2 << 30, high: false).isEndless)
            #expect(reserve(version, 2 << 30, high: true).isEndless == (version < v(6, 12)))
            #expect(reserve(version, 1 << 28, high: false).pieces.count == 1)
            // From 6.12 on nothing is high, and nothing else is tried.
            #expect(reserve(version, 1 << 28, high: true).pieces.isEmpty == (version >= v(6, 12)))
        }
        for version in [v(5, 10), v(6, 1)] {
            #expect(
                reserve(version, 2 << 30, high: false).failure
                    == "cannot allocate crashkernel (size:0x80000000)")
        }
    }
}
