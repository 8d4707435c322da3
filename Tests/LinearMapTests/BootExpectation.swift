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
        let allowed = difference.isLeftOpen(by: prediction)
        #expect(allowed, "\(difference)", sourceLocation: location)
    }
    if !differences.isEmpty { #expect(!prediction.isExact, sourceLocation: location) }
    expectTables(prediction, truth, differences, location)
    expectReadOnlyText(prediction, truth, location)
}

/// The table pages per level, exactly, unless leaves were split since: then at least as many.
private func expectTables(
    _ prediction: Prediction, _ truth: Truth, _ differences: [Difference], _ location: SourceLocation
) {
    let tables = prediction.layout.tables
    let counted = [tables.level0, tables.level1, tables.level2, tables.level3]
    let observed = truth.tablesByLevel
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
