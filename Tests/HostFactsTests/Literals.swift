import Snapshot

/// A file of `text` at `path`.
func file(_ path: String, _ text: String) -> Snapshot.File {
    Snapshot.File(path: path, bytes: Array(text.utf8))
}

/// What `body` throws, or nil.
func failure<Value>(_ body: () throws(InputError) -> Value) -> InputError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// Repeatable noise for hostile inputs.
struct Noise {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    /// `text` with a few bytes changed, dropped or doubled.
    mutating func damage(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<(1 + next() % 8) where !bytes.isEmpty {
            let place = Int(next() % UInt64(bytes.count))
            switch next() % 4 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(bytes[place], at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + Int(next() % 40)))
            }
        }
        return bytes
    }
}
