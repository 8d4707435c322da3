import Arm64
import Testing

@testable import LinearMap

@Suite("The crash kernel's memory is reserved as each version does it")
struct CrashReservationTests {
    private static let G: UInt64 = 1 << 30
    private static let M: UInt64 = 1 << 20

    /// 2 to 4 GiB and 32 to 96 GiB, as on a server; low memory full but for 512 MiB at 2.5 GiB.
    private func reserver(_ version: KernelVersion, lowFree: UInt64 = 512 * M) -> CrashReserver {
        let low = AddressRange(2 * Self.G, 4 * Self.G)!
        let high = AddressRange(32 * Self.G, 96 * Self.G)!
        let hole = AddressRange(2 * Self.G + 512 * Self.M, 2 * Self.G + 512 * Self.M + lowFree)
        let reserved = AddressSet([low]).subtracting(AddressSet([hole].compactMap { $0 }))
        return CrashReserver(
            EarlyAllocator(memory: AddressSet([low, high]), reserved: reserved), dmaLimit: 4 * Self.G,
            pageSize: 4096, algorithm: .init(version))
    }

    private func reserve(
        _ version: KernelVersion, _ size: UInt64, base: UInt64 = 0, high: Bool = false, low: UInt64? = nil,
        lowFree: UInt64 = 512 * M
    ) -> CrashReservation {
        var request = CrashkernelOption.Request(size: size)
        request.base = base
        request.isHigh = high
        request.lowSize = low
        return reserver(version, lowFree: lowFree).reserve(request)
    }

    private func piece(_ start: UInt64, _ size: UInt64, _ kind: CrashReservation.Kind)
        -> CrashReservation.Piece
    {
        .init(AddressRange(start, start + size)!, kind)
    }

    @Test("a plain request that fits goes to the top of low memory, in every version")
    func plainLow() {
        for version in [v(5, 10), v(6, 1), v(6, 3), v(6, 5), v(6, 12), v(7, 3)] {
            let result = reserve(version, 256 * Self.M)
            #expect(result.pieces == [piece(2 * Self.G + 768 * Self.M, 256 * Self.M, .crash)])
        }
    }

    @Test("a plain request that does not fit fails to 6.1 and goes high from 6.2 on, with 128 MiB low")
    func plainTooLarge() {
        for version in [v(5, 10), v(6, 1)] {
            let result = reserve(version, Self.G)
            #expect(result.failure == "cannot allocate crashkernel (size:0x40000000)")
            #expect(result.pieces.isEmpty)
        }
        for version in [v(6, 2), v(6, 5), v(6, 12), v(7, 3)] {
            let result = reserve(version, Self.G)
            #expect(
                result.pieces == [
                    piece(2 * Self.G + 896 * Self.M, 128 * Self.M, .low), piece(95 * Self.G, Self.G, .crash),
                ])
        }
    }

    @Test(",high: the default low part came with 6.2; ,low is honoured from 5.19 on")
    func high() {
        #expect(reserve(v(6, 1), Self.G, high: true).pieces == [piece(95 * Self.G, Self.G, .crash)])
        for version in [v(5, 19), v(6, 3), v(6, 6), v(7, 3)] {
            let result = reserve(version, Self.G, high: true, low: 64 * Self.M)
            #expect(
                result.pieces == [
                    piece(2 * Self.G + 960 * Self.M, 64 * Self.M, .low), piece(95 * Self.G, Self.G, .crash),
                ])
            #expect(
                reserve(version, Self.G, high: true, low: 0).pieces == [piece(95 * Self.G, Self.G, .crash)])
        }
        #expect(reserve(v(6, 3), Self.G, high: true).pieces.map(\.kind) == [.low, .crash])
    }

    @Test("if the low part fails, the high one is given back")
    func lowFails() {
        let result = reserve(v(7, 3), Self.G, high: true, lowFree: 64 * Self.M)
        #expect(result.pieces.isEmpty)
        #expect(result.failure == "cannot allocate crashkernel low memory (size:0x8000000).")
    }

    @Test("a fixed place is taken or not, and nothing else is tried")
    func fixed() {
        let free = 2 * Self.G + 512 * Self.M
        #expect(reserve(v(7, 3), 256 * Self.M, base: free).pieces == [piece(free, 256 * Self.M, .crash)])
        #expect(
            reserve(v(7, 3), 256 * Self.M, base: 2 * Self.G).failure
                == "crashkernel reservation failed - memory is in use.")
        #expect(
            reserve(v(5, 10), 256 * Self.M, base: 2 * Self.G).failure
                == "cannot reserve crashkernel: region overlaps reserved memory")
        #expect(
            reserve(v(5, 10), 256 * Self.M, base: 8 * Self.G).failure
                == "cannot reserve crashkernel: region is not memory")
        #expect(
            reserve(v(5, 10), 256 * Self.M, base: free + 4096).failure
                == "cannot reserve crashkernel: base address is not 2MB aligned")
        #expect(
            reserve(v(6, 1), 256 * Self.M, base: free + 4096).failure
                == "cannot allocate crashkernel (size:0x10000000)")
    }

    @Test(
        "nothing reserved overlaps what is taken, is misaligned, or lies beyond its limit (3000 random hosts)"
    )
    func properties() {
        var generator = Seeded(state: 11)
        let versions = [v(5, 10), v(5, 19), v(6, 3), v(6, 5), v(6, 12), v(7, 3)]
        for _ in 0..<3000 {
            func ranges(_ count: Int) -> AddressSet {
                AddressSet(
                    (0..<count).compactMap { _ in
                        let start =
                            UInt64.random(in: 0..<2048, using: &generator) * 4 * Self.M + UInt64.random(
                                in: 0..<1024, using: &generator) * 4096
                        return AddressRange(
                            start, start + (UInt64.random(in: 0..<256, using: &generator) + 1) * 4 * Self.M)
                    })
            }
            let memory = ranges(6)
            let reserved = ranges(12)
            let limit = UInt64.random(in: 0..<8, using: &generator) * Self.G + Self.G
            let reserver = CrashReserver(
                EarlyAllocator(memory: memory, reserved: reserved), dmaLimit: limit, pageSize: 4096,
                algorithm: .init(versions[Int(UInt64.random(in: 0..<6, using: &generator))]))
            var request = CrashkernelOption.Request(
                size: (UInt64.random(in: 0..<200, using: &generator) + 1) * 3 * Self.M)
            request.isHigh = UInt64.random(in: 0..<2, using: &generator) == 0
            request.lowSize =
                UInt64.random(in: 0..<2, using: &generator) == 0
                ? nil : UInt64.random(in: 0..<100, using: &generator) * Self.M
            if UInt64.random(in: 0..<8, using: &generator) == 0 {
                request.base = UInt64.random(in: 0..<4096, using: &generator) * Self.M
            }
            let result = reserver.reserve(request)
            var taken = AddressSet()
            for piece in result.pieces {
                #expect(memory.subtracting(reserved).contains(piece.range))
                #expect(piece.range.start.isAligned(to: 2 * Self.M) && piece.range.start > 0)
                #expect(!taken.overlaps(piece.range))
                if piece.kind == .low { #expect(piece.range.end <= limit) }
                taken = taken.union(piece.range)
            }
            #expect(result.pieces.isEmpty != (result.failure == nil))
        }
    }
}
