/// The key of an entry that holds nothing. Less than 2^63, for the engine compares keys by subtraction.
let emptyKey: UInt64 = 1 << 62

/// How the entry of a level that translates an access is named.
///
/// The engine passes accesses around as items: the address with its lowest 12 bits, which no entry is small
/// enough to need, replaced by the number of its translation (0 where there is only one).
protocol EntryKeys {
    /// The item's page number, by the size of its own entry; set indices come from it.
    func page(_ item: UInt64) -> UInt64
    /// What tells the entry from all others: less than 2^58.
    func key(_ item: UInt64) -> UInt64
}

/// Entries of one size.
struct UniformKeys: EntryKeys {
    /// log2 of the entry size, 12 or more.
    let shift: UInt64

    @inline(__always) func page(_ item: UInt64) -> UInt64 { item &>> shift }
    @inline(__always) func key(_ item: UInt64) -> UInt64 { item &>> shift }
}

/// Entries whose size depends on the translation.
struct MixedKeys: EntryKeys {
    /// log2 of the entry size, for each of the 256 numbers of a translation.
    let shifts: UnsafePointer<UInt8>

    @inline(__always) private func shift(_ item: UInt64) -> UInt64 {
        UInt64(shifts[Int(truncatingIfNeeded: item & 0xff)])
    }

    @inline(__always) func page(_ item: UInt64) -> UInt64 { item &>> shift(item) }

    @inline(__always) func key(_ item: UInt64) -> UInt64 {
        let shift = shift(item)
        return (item &>> shift) &<< 6 | shift
    }
}
