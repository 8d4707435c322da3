public import Arm64
public import FoundationEssentials

/// The page tables that a real boot had, `truth.json`: read apart from anything the probe or linmap does.
public struct Truth: Decodable, Sendable {
    /// Leaves of one kind.
    public struct Run: Decodable, Hashable, Sendable {
        /// Physical addresses.
        public let range: AddressRange
        /// What maps them.
        public let leaf: Leaf
        /// False for entries that are there but not valid.
        public let valid: Bool
        /// True where the kernel cannot write.
        public let readOnly: Bool

        /// A run that something else has seen.
        public init(range: AddressRange, leaf: Leaf, valid: Bool, readOnly: Bool) {
            self.range = range
            self.leaf = leaf
            self.valid = valid
            self.readOnly = readOnly
        }

        /// Reads `[start, size, leaf, contiguous, valid, readOnly]`, the first two as hexadecimal strings.
        public init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            func hex() throws -> UInt64 {
                let text = try row.decode(String.self)
                guard let value = UInt64(text.dropFirst(2), radix: 16) else {
                    throw DecodingError.dataCorruptedError(
                        in: row, debugDescription: "\(text): not hexadecimal")
                }
                return value
            }
            let start = try hex()
            let size = try hex()
            guard let range = AddressRange(start, start &+ size) else {
                throw DecodingError.dataCorruptedError(in: row, debugDescription: "an empty run")
            }
            self.range = range
            leaf = Leaf(size: try row.decode(UInt64.self), contiguous: try row.decode(Bool.self))
            valid = try row.decode(Bool.self)
            readOnly = try row.decode(Bool.self)
        }
    }

    /// The page size in bytes.
    public let granule: UInt64
    /// The runs, ascending.
    public let runs: [Run]
    /// The number of tables by level, `"0"` to `"3"`.
    public let tables: [String: Int]

    enum CodingKeys: String, CodingKey {
        case granule, runs
        case tables = "tables_linear"
    }

    /// Reads a `truth.json`.
    public init(contentsOf file: URL) throws {
        self = try JSONDecoder().decode(Truth.self, from: Data(contentsOf: file))
    }

    /// The number of tables at levels 0 to 3.
    public var tablesByLevel: [Int] { (0...3).map { tables["\($0)"] ?? 0 } }

    /// Whether most of the memory is mapped by more than single pages.
    public var isMappedByBlocks: Bool {
        let large = runs.filter { $0.leaf.size > granule || $0.leaf.contiguous }
        return large.reduce(0) { $0 + $1.range.size } * 2 > runs.reduce(0) { $0 + $1.range.size }
    }
}
