import Arm64
import Foundation
import HostFacts
import LinearMap
import Snapshot
import Testing

/// Holds a captured boot to its true page tables: every byte has the predicted leaf, hint and validity;
/// nothing is missing, nothing extra. What may differ is only what the prediction itself calls uncertain, and
/// then only in the direction it says.
func expectExact(_ name: String, later: Bool = false, at location: SourceLocation = #_sourceLocation) throws {
    let suffix = later ? "2" : ""
    let path = Truth.folder.appending(path: "\(name)/snapshot\(suffix).tar.gz").path
    let truth = try Truth.load(name, "truth\(suffix).json")
    let prediction = Predictor.predict(try Gather.facts(SnapshotReader.read(path)))

    #expect(prediction.granule.pageSize == truth.granule, sourceLocation: location)
    let differences = Difference.all(prediction.layout.segments, truth.runs)
    for difference in differences {
        let allowed = isAllowed(difference, prediction)
        #expect(allowed, "\(difference)", sourceLocation: location)
    }
    if !differences.isEmpty { #expect(!prediction.isExact, sourceLocation: location) }
    expectTables(prediction, truth, differences, location)
    expectReadOnlyText(prediction, truth, location)
}

/// A difference is allowed where the prediction says so: validity inside a KFENCE pool or under
/// debug_pagealloc (the leaf still equal), and finer leaves on kernels that split blocks live.
private func isAllowed(_ difference: Difference, _ prediction: Prediction) -> Bool {
    guard let predicted = difference.predicted, let observed = difference.observed, !predicted.certain else {
        return false
    }
    let unknowns = Set(prediction.unknowns.map(\.what))
    if predicted.leaf == observed.leaf {
        return (predicted.kind == .kfencePool && unknowns.contains("kfence-pool-validity"))
            || unknowns.contains("debug-pagealloc-validity") || unknowns.contains("run-time-splits")
    }
    return unknowns.contains("run-time-splits") && observed.leaf < predicted.leaf
}

/// The table pages per level, exactly, unless leaves were split since: then at least as many.
private func expectTables(
    _ prediction: Prediction, _ truth: Truth, _ differences: [Difference], _ location: SourceLocation
) {
    let tables = prediction.layout.tables
    let counted = [tables.level0, tables.level1, tables.level2, tables.level3]
    let observed = (0...3).map { truth.tables["\($0)"] ?? 0 }
    if differences.contains(where: { $0.predicted?.leaf != $0.observed?.leaf }) {
        let isEnough = zip(counted, observed).allSatisfy { $0 <= $1 }
        #expect(isEnough, "\(counted), \(observed)", sourceLocation: location)
    } else {
        #expect(counted == observed, sourceLocation: location)
    }
}

/// What is predicted read-only is read-only in the true tables.
private func expectReadOnlyText(_ prediction: Prediction, _ truth: Truth, _ location: SourceLocation) {
    for segment in prediction.layout.segments where segment.readOnly && segment.valid {
        let inside = truth.runs.filter { $0.range.overlaps(segment.range) && $0.valid }
        let isReadOnly = inside.allSatisfy { $0.readOnly }
        #expect(isReadOnly, "\(segment)", sourceLocation: location)
    }
}
