import Arm64
import Foundation
import HostFacts
import LinearMap
import Snapshot

/// The page tables a real boot had: `truth.json` of a fixture, read apart from anything linmap does.
struct Truth: Decodable {
    struct Run: Decodable {
        let range: AddressRange
        let leaf: Leaf
        let valid: Bool
        let readOnly: Bool

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            func hex() throws -> UInt64 { UInt64(try row.decode(String.self).dropFirst(2), radix: 16)! }
            let start = try hex()
            range = AddressRange(start, start + (try hex()))!
            leaf = Leaf(size: try row.decode(UInt64.self), contiguous: try row.decode(Bool.self))
            valid = try row.decode(Bool.self)
            readOnly = try row.decode(Bool.self)
        }
    }

    let granule: UInt64
    let runs: [Run]
    let tables: [String: Int]

    enum CodingKeys: String, CodingKey {
        case granule, runs
        case tables = "tables_linear"
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/boots").standardizedFileURL

    static func load(_ name: String, _ file: String) throws -> Truth {
        try JSONDecoder().decode(
            Truth.self, from: Data(contentsOf: folder.appending(path: "\(name)/\(file)")))
    }
}

/// Where a prediction and the true tables differ.
struct Difference: CustomStringConvertible {
    let range: AddressRange
    let predicted: Segment?
    let observed: Truth.Run?

    var description: String {
        func leaf(_ leaf: Leaf?, _ valid: Bool?) -> String {
            guard let leaf, let valid else { return "nothing" }
            return "\(leaf.size / 1024)K\(leaf.contiguous ? "+cont" : "")\(valid ? "" : " invalid")"
        }
        return
            "\(ByteCount.hex(range.start))-\(ByteCount.hex(range.end)): predicted \(leaf(predicted?.leaf, predicted?.valid)) \(predicted?.kind.rawValue ?? ""), observed \(leaf(observed?.leaf, observed?.valid))"
    }

    /// Cuts both lists at all edges and compares piece by piece.
    static func all(_ segments: [Segment], _ runs: [Truth.Run]) -> [Difference] {
        let edges = Set(
            segments.flatMap { [$0.range.start, $0.range.end] }
                + runs.flatMap { [$0.range.start, $0.range.end] }
        ).sorted()
        var result: [Difference] = []
        var left = segments[...]
        var right = runs[...]
        for (start, end) in zip(edges, edges.dropFirst()) {
            while let first = left.first, first.range.end <= start { left = left.dropFirst() }
            while let first = right.first, first.range.end <= start { right = right.dropFirst() }
            let segment = left.first.flatMap { $0.range.contains(start) ? $0 : nil }
            let run = right.first.flatMap { $0.range.contains(start) ? $0 : nil }
            if segment == nil, run == nil { continue }
            if let segment, let run, segment.leaf == run.leaf, segment.valid == run.valid { continue }
            result.append(Difference(range: AddressRange(start, end)!, predicted: segment, observed: run))
        }
        return result
    }
}
