/// Which set a page number belongs to.
protocol SetIndex {
    func set(_ page: UInt64) -> Int
}

/// Sets that are a power of two.
struct MaskIndex: SetIndex {
    let mask: UInt64
    @inline(__always) func set(_ page: UInt64) -> Int { Int(truncatingIfNeeded: page & mask) }
}

/// Any number of sets.
struct RemainderIndex: SetIndex {
    let sets: UInt64
    @inline(__always) func set(_ page: UInt64) -> Int { Int(truncatingIfNeeded: page % sets) }
}

/// How many ways a set has.
protocol WayCount {
    var count: Int { get }
}

/// A number of ways that the compiler knows.
struct Ways<let value: Int>: WayCount {
    @inline(__always) var count: Int { value }
}

/// Any number of ways.
struct AnyWays: WayCount {
    let count: Int
}
