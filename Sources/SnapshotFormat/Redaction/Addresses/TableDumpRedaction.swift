/// Takes out of a dump of the kernel's tables (debugfs kernel_page_tables) everything but the linear map, and
/// rebases that.
///
/// Holes end where tables end, which tells where the map truly is: between two leaves one hole is left, behind
/// the last a short one, as a sign that this kernel prints them. Rows of tables go.
struct TableDumpRedaction {
    private let map: AddressMap
    /// How far a row moves; without PHYS_OFFSET it is found at the first leaf.
    private var distance: UInt64?
    private var place = Place.before
    private var lines: [[UInt8]] = []
    /// Where the last leaf ends, moved.
    private var leafEnd: UInt64?
    /// The line in which the hole behind it belongs.
    private var hole: Int?

    private enum Place { case before, inside, behind }

    init(_ map: AddressMap) {
        self.map = map
        distance = map.offsets.map { $0.raw &- $0.canonical }
    }

    /// The whole dump.
    mutating func redact(_ bytes: [UInt8]) -> [UInt8] {
        guard !map.isIdentity else { return bytes }
        // Up to 5.11 the listing begins in the linear map, and only its end is marked.
        place = Self.beginsInLinearMap(bytes) ? .inside : .before
        for line in Lines.split(bytes) { read(line) }
        closeHole(at: nil)
        return [UInt8](lines.joined(separator: [0x0a]))
    }

    private static func beginsInLinearMap(_ bytes: [UInt8]) -> Bool {
        for line in Lines.split(bytes) where line.contains("---[") {
            return isLinear(line) && line.contains(" end ")
        }
        // A dump without any marker is a piece of one: linmap takes it for the linear map.
        return true
    }

    private static func isLinear(_ line: ArraySlice<UInt8>) -> Bool {
        line.contains("Linear Mapping") || line.contains("Linear mapping")
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        if line.contains("---[") {
            marker(line)
        } else if place == .inside {
            row(line)
        } else {
            lines.append([])
        }
    }

    private mutating func marker(_ line: ArraySlice<UInt8>) {
        if Self.isLinear(line), !line.contains(" end ") {
            place = .inside
        } else if place == .inside {
            closeHole(at: nil)
            place = .behind
        }
        lines.append(Array(line))
    }

    /// "0x…-0x…         2M PMD       RW NX SHD AF NG CON BLK UXN    MEM/NORMAL"
    private mutating func row(_ line: ArraySlice<UInt8>) {
        guard let start = line.index(of: "0x"), line.endIndex >= start + 37,
            let first = Hexadecimal.value(line[(start + 2)..<(start + 18)]),
            line[(start + 18)...].hasPrefix("-0x"),
            let last = Hexadecimal.value(line[(start + 21)..<(start + 37)])
        else { return lines.append(line.contains("0x") ? [] : Array(line)) }
        let words = line[(start + 37)...].split(separator: 0x20)
        guard !words.contains(where: { $0.equals("TBL") || $0.equals("NXTbl") }) else {
            return lines.append([])
        }
        guard words.count > 2 else {
            if hole == nil, leafEnd != nil { hole = lines.count }
            return lines.append([])
        }
        let distance = distance ?? Self.blurred(first) &- first
        self.distance = distance
        closeHole(at: first &+ distance)
        leafEnd = last &+ distance
        lines.append(
            Array(line[..<start]) + Self.range(first &+ distance, last &+ distance)
                + Array(line[(start + 37)...]))
    }

    /// Writes the hole between two leaves, or behind the last.
    private mutating func closeHole(at next: UInt64?) {
        guard let hole, let leafEnd else { return }
        let end = next ?? leafEnd &+ (1 << 30)
        let size = StaticString(" ").bytes + Array(String((end &- leafEnd) >> 10).utf8)
        lines[hole] = Self.range(leafEnd, end) + size + StaticString("K PGD").bytes
        self.hole = nil
    }

    private static func range(_ start: UInt64, _ end: UInt64) -> [UInt8] {
        [0x30, 0x78] + Hexadecimal.digits(start, count: 16) + [0x2d, 0x30, 0x78]
            + Hexadecimal.digits(end, count: 16)
    }

    /// The address without the bits that a random offset changes and no leaf sees.
    private static func blurred(_ address: UInt64) -> UInt64 { address & ~((1 << 46) - (1 << 34)) }
}
