/// Turns addresses into items (see `EntryKeys`) and sets aside those that nothing translates.
struct Translator: Sendable {
    private let table: SegmentTable
    private let valid: [Bool]
    /// log2 of the page size of the tables: what is translated changes at its multiples only.
    private let pageShift: UInt64
    /// Whether a repeat can be left out, and at which distance (see `RepeatFilter`); 0 where it cannot.
    private let period: Int
    /// The run that was found last. Before the first, one that holds nothing.
    private var run = SegmentTable.Run(first: 1, last: 0, kind: 0)

    init(_ map: TranslationMap, period: Int) {
        table = map.table
        valid = map.table.kinds.map(\.valid)
        pageShift = UInt64(map.granule.pageShift)
        self.period = period
    }

    /// What came of a batch.
    struct Result {
        /// Items written.
        var items = 0
        /// Accesses that nothing translates, and those whose leaf is invalid.
        var outside: UInt64 = 0, invalid: UInt64 = 0
    }

    /// Writes the items of `count` addresses to `output`. Repeats may be left out.
    mutating func translate(
        _ input: UnsafePointer<UInt64>, _ output: UnsafeMutablePointer<UInt64>, _ count: Int
    ) -> Result {
        let (table, valid) = (table, valid)
        return table.withLookup { lookup in
            valid.withUnsafeBufferPointer { translate(input, output, count, lookup, $0) }
        }
    }

    private mutating func translate(
        _ input: UnsafePointer<UInt64>, _ output: UnsafeMutablePointer<UInt64>, _ count: Int,
        _ table: SegmentTable.Lookup, _ valid: UnsafeBufferPointer<Bool>
    ) -> Result {
        var run = run
        defer { self.run = run }
        var result = Result()
        // Accesses translated one after the other until now.
        var translated = 0
        var position = 0
        while position < count {
            if period > 0, translated >= period, position &+ 8 <= count {
                var difference: UInt64 = 0
                let here = input + position
                for offset in 0..<8 { difference |= here[offset] ^ here[offset &- period] }
                if difference &>> pageShift == 0 {
                    position &+= 8
                    continue
                }
            }
            for _ in 0..<min(8, count &- position) {
                let address = input[position]
                position &+= 1
                if address < run.first || address > run.last {
                    guard let found = table.run(of: address) else {
                        result.outside &+= 1
                        translated = 0
                        continue
                    }
                    run = found
                }
                guard valid[Int(run.kind)] else {
                    result.invalid &+= 1
                    translated = 0
                    continue
                }
                output[result.items] = address & ~0xfff | UInt64(run.kind)
                result.items &+= 1
                translated &+= 1
            }
        }
        return result
    }
}
