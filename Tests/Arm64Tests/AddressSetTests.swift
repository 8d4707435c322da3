import Arm64
import Testing

@Suite("A set of addresses behaves as the set of its bytes")
struct AddressSetTests {
    /// Small ranges over 64 bytes, held against plain sets of integers.
    private func random(_ state: inout UInt64) -> AddressSet {
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        return AddressSet((0..<next(6)).compactMap { _ in AddressRange(next(64), next(64)) })
    }

    private func bytes(_ set: AddressSet) -> Set<UInt64> { Set(set.ranges.flatMap { $0.start..<$0.end }) }

    @Test("union, difference, intersection and lookup, on 2000 random pairs")
    func algebra() {
        var state: UInt64 = 42
        for _ in 0..<2000 {
            let left = random(&state), right = random(&state)
            #expect(bytes(left.union(right)) == bytes(left).union(bytes(right)))
            #expect(bytes(left.subtracting(right)) == bytes(left).subtracting(bytes(right)))
            #expect(bytes(left.intersection(right)) == bytes(left).intersection(bytes(right)))
            #expect(left.byteCount == UInt64(bytes(left).count))
            for address in stride(from: UInt64(0), to: 66, by: 5) {
                #expect(left.contains(address) == bytes(left).contains(address))
            }
            for range in right.ranges {
                #expect(left.contains(range) == bytes(AddressSet([range])).isSubset(of: bytes(left)))
                #expect(left.overlaps(range) == !bytes(AddressSet([range])).isDisjoint(with: bytes(left)))
            }
        }
    }

    @Test("ranges that touch are joined, others kept apart")
    func joining() {
        let set = AddressSet(
            [AddressRange(8, 16), AddressRange(0, 8), AddressRange(17, 20)].compactMap { $0 })
        #expect(set.ranges == [AddressRange(0, 16), AddressRange(17, 20)].compactMap { $0 })
    }

    @Test("empty, reversed and wrapping ranges do not exist")
    func impossible() {
        #expect(AddressRange(5, 5) == nil && AddressRange(6, 5) == nil)
        #expect(AddressRange(first: 0, last: .max) == nil && AddressRange(first: 2, last: 1) == nil)
        #expect(AddressRange(.max - 10, .max)?.roundedOutward(to: 4096) == nil)
        #expect(AddressRange(1, 4096)?.roundedInward(to: 4096) == nil)
    }
}
