/// The linear map as the tables in the guest's memory have it.
public struct LinearTables: Sendable {
    /// The page size in bytes.
    public let pageSize: UInt64
    /// The bits of a kernel address.
    public let addressBits: Int
    /// Kernel address minus physical address, modulo 2^64.
    public let distance: UInt64
    /// The number of tables that lead to a leaf of it, root first.
    public let tables: [Int]
    /// The number of tables right below the root, whatever they map.
    public let secondTables: Int
    /// The runs, ascending, those that touch and are alike made one.
    public let runs: [MappedRun]

    /// The number of tables at levels 0 to 3 as fixtures count them: without the root, which is part of the kernel's
    /// image, and at level 0 (below a root at level -1) with all that there are.
    public var tablesByLevel: [Int] {
        var levels = [0, 0, 0, 0]
        for (depth, count) in tables.enumerated().dropFirst() { levels[4 - tables.count + depth] = count }
        if tables.count == 5 { levels[0] = secondTables }
        return levels
    }

    /// The text of a fixture's `truth.json`.
    public func json() -> String {
        let runs = runs.map { run in
            "[\"\(hex(run.physical))\", \"\(hex(run.size))\", \(run.leaf), \(run.contiguous), \(run.valid), \(run.readOnly)]"
        }
        let levels = tablesByLevel.enumerated().filter { $0.element > 0 }
        return """
            {"granule": \(pageSize), "va_bits": \(addressBits), \
            "columns": ["pa", "size", "leaf", "contiguous", "valid", "readonly"], \
            "va_minus_pa": ["\(hex(distance))"], \
            "tables_linear": {\(levels.map { "\"\($0.offset)\": \($0.element)" }.joined(separator: ", "))}, "runs": [
            \(runs.joined(separator: ",\n"))
            ]}

            """
    }
}

/// Hexadecimal with its prefix.
func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
