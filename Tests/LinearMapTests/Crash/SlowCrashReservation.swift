import Arm64

@testable import LinearMap

/// The reservation made a second time, apart from the simulator: every multiple of 2 MiB is tried, from the highest
/// down, and the kernel's loop is followed turn by turn. Memory is a row of 512 KiB cells. For tests; never fast.
struct SlowCrashReservation {
    static let cell: UInt64 = 512 << 10

    /// Of each cell the number of its region, or nil where nothing is free.
    var cells: [Int?]
    /// The same with what is taken.
    var regions: [Int?]
    var lowLimit: UInt64
    var highLimit: UInt64
    var version: KernelVersion
    var pageSize: UInt64

    /// The highest place, or nil.
    func find(_ size: UInt64, from lowest: UInt64, below limit: UInt64) -> UInt64? {
        let twoMiB: UInt64 = 2 << 20
        guard size > 0, limit > size else { return nil }
        // How far down the region of each cell goes on without a gap.
        var first: [Int] = []
        for index in cells.indices {
            let joins = index > 0 && cells[index] != nil && cells[index] == cells[index - 1]
            first.append(joins ? first[index - 1] : index)
        }
        let top = min(limit, UInt64(cells.count) * Self.cell)
        guard top >= size else { return nil }
        var base = (top - size) / twoMiB * twoMiB
        while true {
            let last = Int((base + size - 1) / Self.cell), start = Int(base / Self.cell)
            if base < max(lowest, pageSize) { return nil }
            if cells[last] != nil, first[last] <= start { return base }
            if base == 0 { return nil }
            base -= twoMiB
        }
    }

    /// What is reserved, or what the kernel says; "…" if it never comes to an end.
    enum Outcome: Equatable {
        case pieces(low: AddressRange?, region: AddressRange)
        case failure(String)
        case endless
    }

    func outcome(_ request: CrashkernelOption.Request) -> Outcome {
        let rounded = (request.size + pageSize - 1) / pageSize * pageSize
        let size = version < v(6, 7) ? rounded : request.size
        let words = "cannot allocate crashkernel (size:0x\(String(size, radix: 16)))"
        if version < v(5, 15), request.base != 0 { return checked(request.base, size) }
        var lowSize: UInt64 = 0
        if request.isHigh { lowSize = request.lowSize ?? (version < v(6, 2) ? 0 : 128 << 20) }
        var from: UInt64 = request.base
        var below = request.base != 0 ? request.base &+ size : request.isHigh ? highLimit : lowLimit
        if request.isHigh {
            if version >= v(6, 5), version < v(6, 7) { from = 1 << 32 }
            if version >= v(6, 7) { from = lowLimit }
        }
        for _ in 0..<10 {
            if let base = find(size, from: from, below: below) {
                return finished(base, size, lowSize)
            }
            if request.base != 0 {
                return .failure(
                    version < v(6, 5) ? words : "crashkernel reservation failed - memory is in use.")
            }
            if version < v(6, 2) { return .failure(words) }
            let mayGoUp = version < v(6, 5) || !request.isHigh
            if mayGoUp, below == lowLimit {
                below = highLimit
                if version >= v(6, 5) { from = lowLimit }
                lowSize = 128 << 20
            } else if version >= v(6, 5), request.isHigh, below == highLimit {
                below = lowLimit
                from = 0
                if version >= v(6, 12), below == highLimit { return .failure(words) }
            } else {
                return .failure(words)
            }
        }
        return .endless
    }

    private func finished(_ base: UInt64, _ size: UInt64, _ lowSize: UInt64) -> Outcome {
        let region = AddressRange(base, base + size)!
        let isHigh =
            version < v(6, 2) || version >= v(6, 5)
            ? base >= lowLimit : Int64(base) > Int64(lowLimit) - Int64(lowSize)
        guard isHigh, lowSize > 0 else { return .pieces(low: nil, region: region) }
        var rest = self
        for index in Int(base / Self.cell)...Int((base + size - 1) / Self.cell) { rest.cells[index] = nil }
        guard let low = rest.find(lowSize, from: 0, below: lowLimit) else {
            return .failure(
                "cannot allocate crashkernel low memory (size:0x\(String(lowSize, radix: 16))).")
        }
        return .pieces(low: AddressRange(low, low + lowSize), region: region)
    }

    /// A fixed place to 5.14.
    private func checked(_ base: UInt64, _ size: UInt64) -> Outcome {
        let range = Int(base / Self.cell)...Int((base + size - 1) / Self.cell)
        func fails(_ words: String) -> Outcome { .failure("cannot reserve crashkernel: \(words)") }
        guard range.upperBound < cells.count, let region = regions[range.lowerBound],
            range.allSatisfy({ regions[$0] == region })
        else {
            return fails("region is not memory")
        }
        guard range.allSatisfy({ cells[$0] != nil }) else { return fails("region overlaps reserved memory") }
        guard base % (2 << 20) == 0 else { return fails("base address is not 2MB aligned") }
        return .pieces(low: nil, region: AddressRange(base, base + size)!)
    }
}
