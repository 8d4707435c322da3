import TLB

/// The patterns that hold the engine to the reference, `count` accesses each.
enum Accesses: CaseIterable {
    case uniform, sequential, hot, copy

    /// Addresses in `memory` bytes from `base`. The hot ones are 64 neighbouring pages of `page` bytes.
    func addresses(
        _ count: Int, page: UInt64 = 4096, base: UInt64 = 0x8000_0000, memory: UInt64 = 1 << 34
    ) -> [UInt64] {
        var random = SplitMix64(seed: 42)
        return (0..<UInt64(count)).map { index in
            let address: UInt64 =
                switch self {
                case .uniform: random.next(upperBound: memory)
                case .sequential: index * 64 % memory
                case .hot:
                    random.next(upperBound: 10 as UInt64) == 0
                        ? random.next(upperBound: memory)
                        : random.next(upperBound: 64 as UInt64) * page
                            + random.next(upperBound: 4096 as UInt64)
                case .copy: index / 2 * 64 % (memory / 2) + (index % 2) * (memory / 2 + (1 << 20))
                }
            return base + address
        }
    }
}

/// Shapes of the first and the second level, as on the command line.
func hierarchy(_ spec: String) throws -> Hierarchy { try TLBSpec.parse(spec) }
