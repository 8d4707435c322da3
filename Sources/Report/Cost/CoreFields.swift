import Arm64
import TLB

/// The figures of a profile as text, one after the other.
struct CoreFields {
    /// One figure.
    struct Field {
        /// Its name in JSON.
        let key: String
        /// Its name for people.
        let name: String
        /// Its value.
        let value: String
        let source: String
        let confidence: Confidence
    }

    private var fields: [Field] = []

    /// Every figure of `profile` that is known or assumed.
    static func all(_ profile: CoreProfile) -> [Field] {
        var list = CoreFields()
        list.add("l1Entries", "L1 entries", profile.l1.entries) { "\($0)" }
        list.add("l1Ways", "L1 ways", profile.l1.ways) {
            $0 == profile.l1.entries.value ? "fully associative" : "\($0)"
        }
        list.add("l1Sizes", "L1 entry sizes", profile.l1.sizes, CoreWords.sizes)
        list.add("l2Entries", "L2 entries", profile.l2.entries) { "\($0)" }
        list.add("l2Ways", "L2 ways", profile.l2.ways) {
            $0 == profile.l2.entries.value ? "fully associative" : "\($0)"
        }
        list.add("l2Sizes", "L2 entry sizes", profile.l2.sizes, CoreWords.sizes)
        list.add("coalescesContiguous", "contiguous group", profile.coalescesContiguous) {
            $0 ? "in one entry" : "an entry each"
        }
        list.add("l2HitCycles", "L2 hit adds", profile.l2HitCycles, CoreWords.cycles)
        list.add("walksInFlight", "walks in flight", profile.walksInFlight) { "\($0)" }
        list.add("walkCacheEntries", "walk cache entries", profile.walkCacheEntries) { "\($0) a table level" }
        list.add("walkCacheWays", "walk cache ways", profile.walkCacheWays) { "\($0)" }
        for cache in profile.memory?.caches ?? [] {
            let key = cache.name.lowercased()
            list.add("\(key)CacheBytes", "\(cache.name) cache", cache.bytes, ByteCount.text)
            list.add("\(key)CacheCycles", "\(cache.name) cache takes", cache.cycles, CoreWords.cycles)
        }
        list.add("memoryCycles", "memory takes", profile.memory?.dramCycles, CoreWords.cycles)
        return list.fields
    }

    private mutating func add<Value>(
        _ key: String, _ name: String, _ figure: Figure<Value>?, _ text: (Value) -> String
    ) {
        guard let figure else { return }
        fields.append(
            Field(
                key: key, name: name, value: text(figure.value), source: figure.source,
                confidence: figure.confidence))
    }
}
