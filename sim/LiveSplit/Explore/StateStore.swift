/// The states seen so far, with how each was first reached. Open addressing over packed words.
struct StateStore {
    /// Words kept of each state.
    let width: Int
    private(set) var count = 0
    private var words: [UInt64] = []
    private(set) var parents: [UInt32] = []
    private(set) var events: [UInt64] = []
    /// The upper half of a state's hash, and its index plus one.
    private var table: [UInt64]
    private var mask: Int

    init(width: Int) {
        self.width = width
        table = [UInt64](repeating: 0, count: 1 << 12)
        mask = table.count - 1
    }

    /// Bytes a state costs, the table included.
    static func bytes(width: Int) -> Int { width * 8 + 4 + 8 + 8 }

    func state(_ index: Int) -> State {
        var state = State()
        let base = index * width
        for word in 0..<width { state.words[word] = words[base + word] }
        return state
    }

    /// Adds a state; nil if it was there.
    mutating func insert(_ state: State, parent: Int, event: UInt64) -> Int? {
        if count * 2 > mask { grow() }
        let hash = hash(state)
        let tag = hash & 0xffff_ffff_0000_0000
        var slot = Int(truncatingIfNeeded: hash) & mask
        while table[slot] != 0 {
            if table[slot] & 0xffff_ffff_0000_0000 == tag, equals(Int(table[slot] & 0xffff_ffff) - 1, state) {
                return nil
            }
            slot = (slot + 1) & mask
        }
        table[slot] = tag | UInt64(count + 1)
        for word in 0..<width { words.append(state.words[word]) }
        parents.append(UInt32(parent))
        events.append(event)
        count += 1
        return count - 1
    }

    @inline(__always)
    private func hash(_ state: State) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        for word in 0..<width {
            hash = (hash ^ state.words[word]) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
        }
        return hash ^ hash >> 29
    }

    @inline(__always)
    private func equals(_ index: Int, _ state: State) -> Bool {
        let base = index * width
        for word in 0..<width where words[base + word] != state.words[word] { return false }
        return true
    }

    private mutating func grow() {
        table = [UInt64](repeating: 0, count: table.count * 2)
        mask = table.count - 1
        for index in 0..<count {
            let hash = hash(state(index))
            var slot = Int(truncatingIfNeeded: hash) & mask
            while table[slot] != 0 { slot = (slot + 1) & mask }
            table[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(index + 1)
        }
    }
}
