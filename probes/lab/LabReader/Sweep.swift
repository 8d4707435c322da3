/// Pages or blocks that follow each other in both address spaces and are alike.
public struct MappedRun: Equatable, Sendable {
    /// The first kernel address.
    public let virtual: UInt64
    /// The first physical address.
    public let physical: UInt64
    /// The size in bytes.
    public internal(set) var size: UInt64
    /// The bytes of one entry.
    public let leaf: UInt64
    /// The contiguous hint.
    public let contiguous: Bool
    /// False for an entry that is there but not valid.
    public let valid: Bool
    /// True if it cannot be written through.
    public let readOnly: Bool
}

/// Everything that TTBR1 maps, found by asking for the translation of one address after the other.
public struct Sweep {
    /// All runs, ascending by kernel address.
    public let runs: [MappedRun]
    private let translation: Translation
    private let ram: RAMFile
    private let seconds: Int

    /// Sweeps the whole of the kernel's address space.
    /// - Throws: if a table lies outside the memory.
    public init(_ translation: Translation, _ ram: RAMFile) throws(LabError) {
        self.translation = translation
        self.ram = ram
        var runs: [MappedRun] = []
        var seconds: Set<UInt64> = []
        var address = translation.lowest
        repeat {
            let step = try translation.step(address, in: ram)
            if step.descriptor != 0 { Sweep.add(Sweep.run(address, step, translation), to: &runs) }
            if step.tables.count > 1 { seconds.insert(step.tables[1]) }
            address &+= step.span
        } while address != 0
        self.runs = runs
        self.seconds = seconds.count
    }

    private static func run(_ address: UInt64, _ step: Translation.Step, _ translation: Translation)
        -> MappedRun
    {
        let descriptor = step.descriptor
        return MappedRun(
            virtual: address,
            physical: translation.output(descriptor, level: step.level, table: false),
            size: step.span, leaf: step.span,
            contiguous: descriptor >> 52 & 1 == 1,
            valid: descriptor & 1 == 1,
            readOnly: descriptor >> 7 & 1 == 1)
    }

    private static func add(_ run: MappedRun, to runs: inout [MappedRun]) {
        if let last = runs.last, last.virtual &+ last.size == run.virtual,
            last.physical &+ last.size == run.physical, last.leaf == run.leaf,
            last.contiguous == run.contiguous, last.valid == run.valid, last.readOnly == run.readOnly
        {
            runs[runs.count - 1].size += run.size
        } else {
            runs.append(run)
        }
    }

    /// The linear map: the one distance between the two address spaces at which most of the memory is mapped.
    /// Nothing but the tables tells where it is.
    /// - Throws: if no distance holds half of the memory (TTBR1 of a CPU that runs user code, for example).
    public func linearMap() throws(LabError) -> LinearTables {
        var bytes: [UInt64: UInt64] = [:]
        for run in runs {
            let start = max(run.physical, RAMFile.base)
            let end = min(run.physical &+ run.size, RAMFile.base + ram.size)
            if start < end { bytes[run.virtual &- run.physical, default: 0] += end - start }
        }
        guard let (distance, most) = bytes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            most > ram.size / 2
        else { throw LabError("the tables at TTBR1 hold no linear map of the memory") }
        let linear = runs.filter { $0.virtual &- $0.physical == distance }
        var tables: Set<[UInt64]> = []
        for run in linear {
            var address = run.virtual
            while address &- run.virtual < run.size {
                let step = try translation.step(address, in: ram)
                for (depth, table) in step.tables.enumerated() { tables.insert([UInt64(depth), table]) }
                // On to the next entry of the level above: what lies in between has the same tables.
                let above = translation.span(level: step.level - 1)
                address = (address & ~(above - 1)) &+ above
                if address == 0 { break }
            }
        }
        let depths = 4 - translation.rootLevel
        return LinearTables(
            pageSize: 1 << translation.pageBits, addressBits: Int(translation.addressBits),
            distance: distance,
            tables: (0..<depths).map { depth in tables.count { $0[0] == UInt64(depth) } },
            secondTables: seconds, runs: linear)
    }
}
