import Arm64
import HostFacts
import LinearMap

/// Each distinct core: its FEAT_BBM level as far as known, and whether this kernel lets it split live blocks.
struct CPUText {
    private let prediction: Prediction

    init(_ prediction: Prediction) { self.prediction = prediction }

    var lines: [String] {
        let standings = CPUStanding.all(prediction)
        guard !standings.isEmpty else { return ["  No CPU identification in the snapshot."] }
        return standings.flatMap(describe)
    }

    private func describe(_ standing: CPUStanding) -> [String] {
        let name = CoreCatalogue.describe(standing.midr)
        let numbers = Self.list(standing.numbers)
        return [
            "  cpu \(numbers)  \(name)  (MIDR \(ByteCount.hex(UInt64(standing.midr.value))))",
            "      level: \(level(standing))",
            "      this kernel: \(verdict(standing))",
        ]
    }

    private func level(_ standing: CPUStanding) -> String {
        if let captured = standing.capturedLevel {
            return "\(captured.value), captured (\(captured.evidence.file))"
        }
        if let minimum = standing.systemMinimum {
            return "\(minimum.value) or more (\(minimum.evidence.file) has the minimum over unlike cores)"
        }
        if let known = standing.knownLevel, let source = standing.knownLevelSource {
            return "\(known), known for this core (\(source)); the true value was not captured"
        }
        return "not known for this core, and not captured (user space always reads 0)"
    }

    private func verdict(_ standing: CPUStanding) -> String {
        let version = prediction.version
        guard standing.kernelHasList else {
            let later = standing.listedLater.map { " (7.3 lists it: \($0.revisions))" } ?? ""
            return "\(version.text) never splits live blocks, so the core does not matter\(later)"
        }
        if let listed = standing.listed {
            return standing.isAccepted == true
                ? "accepted, on the list (\(listed.name), \(listed.revisions))"
                : "not accepted: the list has \(listed.name) only at \(listed.revisions)"
        }
        switch standing.isAccepted {
        case true?: return "accepted, by its FEAT_BBM level"
        case false?: return "not accepted: not on the list of \(version.text)"
        case nil: return "not on the list; accepted only if it reports level 3"
        }
    }

    /// "0-3,8".
    private static func list(_ numbers: [Int]) -> String {
        var parts: [String] = []
        var index = 0
        while index < numbers.count {
            var last = index
            while last + 1 < numbers.count, numbers[last + 1] == numbers[last] + 1 { last += 1 }
            parts.append(last == index ? "\(numbers[index])" : "\(numbers[index])-\(numbers[last])")
            index = last + 1
        }
        return parts.joined(separator: ",")
    }
}
