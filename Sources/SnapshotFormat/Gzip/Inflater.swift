/// Unpacks deflate (RFC 1951). Any bytes may come: what is no deflate gives nil, never a trap.
struct Inflater {
    private let input: [UInt8]
    /// The next byte of the input.
    private(set) var position: Int
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var output: [UInt8] = []

    init(_ input: [UInt8], at position: Int) {
        self.input = input
        self.position = position
    }

    /// Everything up to the last block's end; nil if it is damaged, or more than `limit` bytes.
    mutating func inflate(limit: Int) -> [UInt8]? {
        while true {
            guard let isLast = take(1), let type = take(2) else { return nil }
            let isGood: Bool
            switch type {
            case 0: isGood = copyStored()
            case 1: isGood = decode(Self.fixed.literals, Self.fixed.distances, limit)
            case 2:
                guard let codes = dynamicCodes() else { return nil }
                isGood = decode(codes.literals, codes.distances, limit)
            default: isGood = false
            }
            guard isGood, output.count <= limit else { return nil }
            if isLast == 1 { return output }
        }
    }

    /// The next `count` bits (at most 16), lowest first.
    private mutating func take(_ count: Int) -> Int? {
        while bitCount < count {
            guard position < input.count else { return nil }
            bits |= UInt32(input[position]) << UInt32(bitCount)
            position += 1
            bitCount += 8
        }
        let value = bits & (1 << UInt32(count) - 1)
        bits >>= UInt32(count)
        bitCount -= count
        return Int(value)
    }

    private mutating func copyStored() -> Bool {
        bits = 0
        bitCount = 0
        guard let length = take(16), let complement = take(16), length ^ 0xffff == complement,
            position + length <= input.count
        else { return false }
        output += input[position..<(position + length)]
        position += length
        return true
    }

    /// Literals and copies up to the block's end.
    private mutating func decode(_ literals: HuffmanCode, _ distances: HuffmanCode, _ limit: Int) -> Bool {
        while output.count <= limit {
            guard let symbol = symbol(literals) else { return false }
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                return true
            } else if !copy(symbol - 257, distances) {
                return false
            }
        }
        return false
    }

    private mutating func copy(_ index: Int, _ distances: HuffmanCode) -> Bool {
        guard index < Self.lengths.count, let moreLength = take(Self.lengths[index].bits),
            let code = symbol(distances), code < Self.distances.count,
            let moreDistance = take(Self.distances[code].bits)
        else { return false }
        let distance = Self.distances[code].base + moreDistance
        guard distance <= output.count else { return false }
        for _ in 0..<(Self.lengths[index].base + moreLength) {
            output.append(output[output.count - distance])
        }
        return true
    }

    private mutating func symbol(_ code: HuffmanCode) -> Int? {
        var value = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            guard let bit = take(1) else { return nil }
            value |= bit
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        return nil
    }

    /// The codes that stand in front of a block, packed themselves.
    private mutating func dynamicCodes() -> (literals: HuffmanCode, distances: HuffmanCode)? {
        guard let literalCount = take(5), let distanceCount = take(5), let count = take(4), literalCount < 30,
            distanceCount < 30
        else { return nil }
        var lengths = [Int](repeating: 0, count: 19)
        for place in Self.order.prefix(count + 4) {
            guard let length = take(3) else { return nil }
            lengths[place] = length
        }
        let code = HuffmanCode(lengths[...])
        let total = literalCount + 257 + distanceCount + 1
        guard code.isValid, let all = codeLengths(code, total) else { return nil }
        let literals = HuffmanCode(all.prefix(literalCount + 257))
        let distances = HuffmanCode(all.dropFirst(literalCount + 257))
        return literals.isValid && distances.isValid ? (literals, distances) : nil
    }

    private mutating func codeLengths(_ code: HuffmanCode, _ total: Int) -> [Int]? {
        var lengths: [Int] = []
        while lengths.count < total {
            guard let symbol = symbol(code) else { return nil }
            guard symbol > 15 else {
                lengths.append(symbol)
                continue
            }
            guard let more = take(symbol == 16 ? 2 : symbol == 17 ? 3 : 7), symbol > 16 || !lengths.isEmpty
            else { return nil }
            let repeated = symbol == 16 ? lengths[lengths.count - 1] : 0
            lengths += [Int](repeating: repeated, count: more + (symbol == 18 ? 11 : 3))
        }
        return lengths.count == total ? lengths : nil
    }
}

/// A canonical Huffman code.
struct HuffmanCode {
    /// How many codes there are of each length.
    private(set) var counts = [Int](repeating: 0, count: 16)
    /// Symbols in the order of their codes.
    private(set) var symbols: [Int]

    /// Whether there are no more codes than bits can tell apart.
    private(set) var isValid = true

    /// The code of `lengths`, by symbol, 0 to 15.
    init(_ lengths: ArraySlice<Int>) {
        symbols = [Int](repeating: 0, count: lengths.count)
        for length in lengths { counts[length] += 1 }
        counts[0] = 0
        var left = 1
        for length in 1...15 {
            left = max(-1, left << 1 - counts[length])
            if left < 0 { isValid = false }
        }
        var offsets = [Int](repeating: 0, count: 16)
        for length in 1..<15 { offsets[length + 1] = offsets[length] + counts[length] }
        for (symbol, length) in lengths.enumerated() where length != 0 {
            symbols[offsets[length]] = symbol
            offsets[length] += 1
        }
    }
}

extension Inflater {
    /// The order in which lengths of code lengths are stored.
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// Bases of copies' lengths, and how many bits are added.
    private static let lengths: [(base: Int, bits: Int)] =
        (3...10).map { ($0, 0) }
        + (1...5).flatMap { bits in (0..<4).map { ((4 + $0) << bits + 3, bits) } } + [(258, 0)]

    private static let distances: [(base: Int, bits: Int)] =
        (1...4).map { ($0, 0) } + (1...13).flatMap { bits in (0..<2).map { ((2 + $0) << bits + 1, bits) } }

    /// The codes of blocks that bring none.
    private static let fixed = (
        literals: HuffmanCode(
            ([Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
                + [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8))[...]),
        distances: HuffmanCode([Int](repeating: 5, count: 30)[...])
    )
}
